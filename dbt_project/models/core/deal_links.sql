{# grain: one row per deal and the person whose journey it belongs to, by the labelled waterfall
   (semantics 15); person_id is NULL where nobody claims it #}
with deals as (
    select * from {{ ref('deals') }}
),

named_contacts as (
    select * from {{ ref('deal_people') }}
),

account_people as (
    select
        deals.deal_key,
        min(activity.person_id) as person_id
    from deals
    inner join {{ ref('account_activity') }} as activity
        on
            deals.account_id = activity.account_id
            and deals.opened_at >= activity.occurred_at
            and activity.occurred_at > deals.opened_at - interval '2160 hours'
    group by deals.deal_key
    having count(distinct activity.person_id) = 1
),

claims as (
    select
        deal_key,
        person_id,
        link_rank,
        linked_at,
        named_by
    from named_contacts
    union all
    select
        deal_key,
        person_id,
        5 as link_rank,
        cast(null as timestamp) as linked_at,
        cast(null as varchar) as named_by
    from account_people
),

first_claims as (
    select *
    from claims
    qualify row_number() over (
        partition by deal_key order by link_rank, linked_at, named_by
    ) = 1
),

linked as (
    select
        deals.deal_key,
        deals.opportunity_id,
        deals.opened_at,
        deals.closed_at,
        first_claims.person_id,
        case first_claims.link_rank
            when 1 then 'converted lead'
            when 2 then 'primary contact'
            when 3 then 'contact role'
            when 4 then 'contact of that name'
            when 5 then 'only active person of the account'
            when 6 then 'only person of that company'
            else 'none'
        end as link_method
    from deals
    left join first_claims on deals.deal_key = first_claims.deal_key
),

concurrent as (
    select distinct linked.deal_key
    from linked
    inner join linked as earlier
        on
            linked.person_id = earlier.person_id
            and (
                linked.opened_at > earlier.opened_at
                or (
                    linked.opened_at = earlier.opened_at
                    and linked.deal_key > earlier.deal_key
                )
            )
            and (earlier.closed_at is null or linked.opened_at <= earlier.closed_at)
)

select
    linked.deal_key,
    linked.opportunity_id,
    linked.person_id,
    linked.link_method,
    {# a deal created while another of that person is open has a journey of its own #}
    case when concurrent.deal_key is null then 'main' else linked.deal_key end as track
from linked
left join concurrent on linked.deal_key = concurrent.deal_key
