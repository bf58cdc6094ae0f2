{# grain: one row per deal: when it opened, when and how it closed (semantics 18 and 19). A deal
   that is open now was never won: an earlier closing is taken back. #}
with delivered as (
    {{ every_vendor('deals') }}
),

{# what only a delivery dates closes nothing: the close date does #}
changes as (
    select *
    from ({{ every_vendor('deal_changes') }}) as delivered_changes
    where time_basis = 'event'
),

judged as (
    select
        *,
        case
            when is_won then 'won'
            when is_closed then 'lost'
            else nullif({{ agreed_deal_state(agreed_version('observed_at'), 'vendor', 'deal_stage') }}, 'open')
        end as outcome
    from delivered
),

judged_changes as (
    select
        changes.*,
        judged.outcome,
        {{ agreed_deal_state(agreed_version('changes.occurred_at'), 'changes.vendor', 'changes.deal_stage') }}
            as deal_state,
        {# two changes of one moment are taken in the order of their ids #}
        row_number() over (
            partition by changes.deal_key order by changes.occurred_at, changes.change_key
        ) as change_number
    from changes
    inner join judged on changes.deal_key = judged.deal_key
),

{# the last change that did not show the outcome: what follows it is the closing that holds #}
last_otherwise as (
    select
        deal_key,
        max(change_number) as change_number
    from judged_changes
    where outcome is null or deal_state <> outcome
    group by deal_key
),

closings as (
    select
        judged_changes.deal_key,
        min(judged_changes.occurred_at) as closed_at
    from judged_changes
    left join last_otherwise on judged_changes.deal_key = last_otherwise.deal_key
    where
        last_otherwise.change_number is null
        or judged_changes.change_number > last_otherwise.change_number
    group by judged_changes.deal_key
),

first_changes as (
    select
        deal_key,
        occurred_at,
        amount
    from judged_changes
    where change_number = 1
),

closed as (
    select
        judged.*,
        first_changes.occurred_at as first_change_at,
        first_changes.amount as first_change_amount,
        case
            when judged.outcome is null then null
            {# a close date is never later than when an extract first said so #}
            else coalesce(
                closings.closed_at,
                least(
                    {{ end_of_agreed_day('judged.closed_on') }},
                    coalesce(judged.closed_observed_at, judged.observed_at)
                )
            )
        end as closed_at,
        case
            when closings.closed_at is not null then 'event'
            when judged.closed_on is not null then 'close_date'
            else 'delivered'
        end as closed_time_basis
    from judged
    left join closings on judged.deal_key = closings.deal_key
    left join first_changes on judged.deal_key = first_changes.deal_key
)

select
    vendor,
    source,
    deal_key,
    {{ pseudonym('opportunity', 'deal_key') }} as opportunity_id,
    vendor_record_id,
    deal_name,
    account_key,
    {{ pseudonym('account', 'account_key') }} as account_id,
    owner_key,
    campaign_key,
    deal_stage,
    outcome,
    amount,
    {# a deal with a tracked change at its creation opened with that amount #}
    case
        when first_change_at <= created_at + interval '1 second' then first_change_amount
        else coalesce(first_amount, amount)
    end as opening_amount,
    currency,
    observed_at,
    {# a deal exists at the latest when it closes, even where its record was made afterwards #}
    least(coalesce(created_at, observed_at), closed_at) as opened_at,
    case when created_at is null then 'delivered' else 'event' end as opened_time_basis,
    closed_at,
    closed_time_basis,
    coalesce(closed_observed_at, observed_at) as closed_observed_at,
    closed_on,
    loss_reason,
    deal_type
from closed
where coalesce(created_at, observed_at) <= (select as_of from {{ source('landing', 'as_of') }})
