{# grain: one row per open journey that is with sales now: who has it, since when, what is due and what
   the agreed plan says to do, and who sent it, when and why; nobody is an owner too #}
with stages as (
    select
        stage_id,
        owner_team
    from {{ ref('dim_stage') }}
    where is_current
),

handoffs as (
    select * from {{ source('agreement', 'handoffs') }}
),

{# the plan for any persona holds where there is none for their own #}
planned_entries as (
    select
        funnel.*,
        coalesce(own_plans.persona_id, plans_for_any.persona_id) as plan_persona_id,
        coalesce(own_plans.to_team, plans_for_any.to_team, stages.owner_team) as with_team
    from {{ ref('fct_funnel') }} as funnel
    inner join {{ ref('dim_journey') }} as journeys on funnel.journey_id = journeys.journey_id
    left join stages on funnel.stage_id = stages.stage_id
    left join handoffs as own_plans
        on
            funnel.agreement_version = own_plans.agreement_version
            and funnel.stage_id = own_plans.stage_id
            and funnel.persona_id = own_plans.persona_id
    left join handoffs as plans_for_any
        on
            funnel.agreement_version = plans_for_any.agreement_version
            and funnel.stage_id = plans_for_any.stage_id
            and plans_for_any.persona_id = 'any'
    where journeys.is_open and funnel.excluded_by is null and funnel.person_id is not null
),

furthest_entries as (
    select * from planned_entries
    qualify row_number() over (
        partition by journey_id
        order by stage_order desc, entered_at desc, funnel_entry_id
    ) = 1
),

first_entries_with_sales as (
    select
        planned_entries.*,
        greatest(planned_entries.entered_at, people.crm_record_at) as reached_crm_at,
        people.crm_record_at is not null as is_in_crm
    from planned_entries
    left join {{ ref('people') }} as people on planned_entries.person_id = people.person_id
    where planned_entries.with_team = 'sales'
    qualify row_number() over (
        partition by planned_entries.journey_id
        order by planned_entries.stage_order, planned_entries.entered_at, planned_entries.funnel_entry_id
    ) = 1
),

spells as (
    select * from {{ ref('owner_spells') }}
),

takings as (
    select
        sent.journey_id,
        min(greatest(sent.reached_crm_at, spells.began_at)) as taken_at
    from first_entries_with_sales as sent
    inner join spells
        on
            sent.person_id = spells.person_id
            and spells.owner_kind = 'rep'
            and sent.is_in_crm
            and (spells.ended_at is null or sent.reached_crm_at < spells.ended_at)
    group by sent.journey_id
),

reassignments as (
    select
        sent.journey_id,
        count(*) as reassigned_count
    from first_entries_with_sales as sent
    inner join takings on sent.journey_id = takings.journey_id
    inner join spells on sent.person_id = spells.person_id and takings.taken_at < spells.began_at
    group by sent.journey_id
),

next_owed as (
    select
        *,
        count(*) over (partition by journey_id) as owed_count
    from {{ ref('owed_acts') }}
    where team = 'sales'
    qualify row_number() over (partition by journey_id order by due_at, promise_id, obligation_id) = 1
)

select
    entries.journey_id,
    entries.person_id,
    entries.stage_id,
    entries.persona_id,
    owners.owner_id,
    owners.owner_team,
    coalesce(owners.owner_kind, 'nobody') as owner_kind,
    case when owners.owner_id is not null then owners.began_at end as owner_since,
    entries.entered_at as since,
    next_owed.promise_id,
    next_owed.label as promise_label,
    next_owed.clock,
    next_owed.due_at,
    next_owed.seconds_left,
    coalesce(next_owed.owed_count, 0) as owed_count,
    coalesce(next_owed.is_late_now, false) as is_overdue,
    plans.to_team,
    plans.within as agreed_within,
    plans.say,
    plans.next_step,
    plans.asset,
    entries.plan_persona_id,
    sent.stage_id as sent_stage_id,
    sent.entered_at as sent_at,
    sent.entry_kind as sent_kind,
    sent.evidence as sent_evidence,
    sent.channel as sent_channel,
    sent.campaign_id as sent_campaign_id,
    case when sent.is_in_crm then sent.reached_crm_at end as reached_crm_at,
    takings.taken_at,
    {{ seconds_between(
        'sent.entered_at', 'case when sent.is_in_crm then sent.reached_crm_at else as_of.as_of end'
    ) }} as marketing_seconds,
    case when sent.is_in_crm then {{ seconds_between(
        'sent.reached_crm_at', 'coalesce(takings.taken_at, as_of.as_of)'
    ) }} end as unassigned_seconds,
    {{ seconds_between('takings.taken_at', 'as_of.as_of') }} as rep_seconds,
    coalesce(reassignments.reassigned_count, 0) as reassigned_count
from furthest_entries as entries
cross join {{ source('landing', 'as_of') }} as as_of
inner join stages on entries.stage_id = stages.stage_id
left join handoffs as plans
    on
        entries.agreement_version = plans.agreement_version
        and entries.stage_id = plans.stage_id
        and entries.plan_persona_id = plans.persona_id
left join spells as owners on entries.person_id = owners.person_id and owners.ended_at is null
left join next_owed on entries.journey_id = next_owed.journey_id
left join first_entries_with_sales as sent on entries.journey_id = sent.journey_id
left join takings on entries.journey_id = takings.journey_id
left join reassignments on entries.journey_id = reassignments.journey_id
where entries.with_team = 'sales' or next_owed.journey_id is not null
