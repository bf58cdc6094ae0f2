{# grain: one row per open journey that is with sales now: who has it, since when, what is due and what
   the agreed plan says to do; nobody is an owner too #}
with entries as (
    select
        funnel.*,
        journeys.is_open
    from {{ ref('fct_funnel') }} as funnel
    inner join {{ ref('dim_journey') }} as journeys on funnel.journey_id = journeys.journey_id
    where journeys.is_open and funnel.excluded_by is null and funnel.person_id is not null
    qualify row_number() over (
        partition by funnel.journey_id
        order by funnel.stage_order desc, funnel.entered_at desc, funnel.funnel_entry_id
    ) = 1
),

stages as (
    select
        stage_id,
        stage_order,
        label
    from {{ ref('dim_stage') }}
    where is_current
),

handoffs as (
    select * from {{ source('agreement', 'handoffs') }}
),

pending as (
    select
        journey_id,
        min(due_at) as due_at,
        bool_or(is_late_now) as is_overdue
    from {{ ref('promise_obligations') }}
    where team = 'sales' and (status = 'pending' or is_late_now)
    group by journey_id
)

select
    entries.journey_id,
    entries.person_id,
    entries.stage_id,
    entries.persona_id,
    entries.owner_id,
    entries.owner_team,
    entries.entered_at as since,
    pending.due_at,
    coalesce(pending.is_overdue, false) as is_overdue,
    coalesce(own_plans.to_team, plans_for_any.to_team) as to_team,
    coalesce(own_plans.within, plans_for_any.within) as agreed_within,
    coalesce(own_plans.say, plans_for_any.say) as say,
    coalesce(own_plans.next_step, plans_for_any.next_step) as next_step,
    coalesce(own_plans.asset, plans_for_any.asset) as asset
from entries
inner join stages on entries.stage_id = stages.stage_id
left join pending on entries.journey_id = pending.journey_id
left join handoffs as own_plans
    on
        entries.agreement_version = own_plans.agreement_version
        and entries.stage_id = own_plans.stage_id
        and entries.persona_id = own_plans.persona_id
{# the plan for any persona holds where there is none for their own #}
left join handoffs as plans_for_any
    on
        entries.agreement_version = plans_for_any.agreement_version
        and entries.stage_id = plans_for_any.stage_id
        and plans_for_any.persona_id = 'any'
where
    coalesce(own_plans.to_team, plans_for_any.to_team) = 'sales'
    or pending.journey_id is not null
