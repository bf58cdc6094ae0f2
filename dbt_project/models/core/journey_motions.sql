{# grain: one row per journey of an existing customer, which makes its motion an expansion (semantics
   19): its deal says so, the account or the person had won a deal before it opened, or the CRM called
   the account a customer before any deal of ours made it one. The CRM's word alone is not enough: it
   is today's, and a first win would turn its own journey into an expansion. #}
with deals as (
    select
        deals.*,
        deal_links.person_id
    from {{ ref('deals') }} as deals
    inner join {{ ref('deal_links') }} as deal_links on deals.deal_key = deal_links.deal_key
),

won_deals as (
    select
        account_id,
        person_id,
        closed_at
    from deals
    where outcome = 'won'
),

journey_accounts as (
    select
        journeys.journey_id,
        journeys.person_id,
        journeys.opened_at,
        max(states.opportunity_id) as opportunity_id,
        max(states.account_id) as account_id,
        max(states.account_type) as account_type
    from {{ ref('journeys') }} as journeys
    inner join {{ ref('journey_states') }} as states on journeys.journey_id = states.journey_id
    group by journeys.journey_id, journeys.person_id, journeys.opened_at
),

by_deal as (
    select journey_accounts.journey_id
    from journey_accounts
    inner join deals on journey_accounts.opportunity_id = deals.opportunity_id
    where {{ holds_pattern('lower(deals.deal_type)', 'existing|expansion|upsell|cross-sell|renewal') }}
),

by_earlier_win as (
    select journey_accounts.journey_id
    from journey_accounts
    inner join won_deals
        on
            (
                journey_accounts.account_id = won_deals.account_id
                or journey_accounts.person_id = won_deals.person_id
            )
            and journey_accounts.opened_at > won_deals.closed_at
),

first_wins as (
    select
        account_id,
        min(closed_at) as closed_at
    from won_deals
    group by account_id
),

by_account as (
    select journey_accounts.journey_id
    from journey_accounts
    inner join {{ ref('people') }} as people on journey_accounts.person_id = people.person_id
    left join first_wins on journey_accounts.account_id = first_wins.account_id
    where
        lower(journey_accounts.account_type) like 'customer%'
        and (first_wins.closed_at is null or people.customer_shown_at < first_wins.closed_at)
)

select journey_id from by_deal
union
select journey_id from by_earlier_win
union
select journey_id from by_account
