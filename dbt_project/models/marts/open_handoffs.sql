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
    where is_latest
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
    handoffs.to_team,
    handoffs.say,
    handoffs.next_step,
    handoffs.asset
from entries
inner join stages on entries.stage_id = stages.stage_id
left join pending on entries.journey_id = pending.journey_id
left join handoffs
    on
        entries.agreement_version = handoffs.agreement_version
        and entries.stage_id = handoffs.stage_id
        and coalesce(entries.persona_id, 'any') = handoffs.persona_id
where handoffs.to_team = 'sales' or pending.journey_id is not null
