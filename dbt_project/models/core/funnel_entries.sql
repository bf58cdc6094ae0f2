{# grain: one row per stage entered by one journey, the visit once per session: the fact before its
   leaving and its promises are added #}
with journeys as (
    select * from {{ ref('journeys') }}
),

states as (
    select * from {{ ref('journey_states') }}
),

visit_stages as (
    {%- for stage in agreed_stages() if not stage.holds %}
    select
        '{{ stage.version }}' as agreement_version,
        '{{ stage.stage_id }}' as stage_id,
        {{ stage.stage_order }} as stage_order
    {{ "union all" if not loop.last }}
    {%- endfor %}
),

visits as (
    select
        visit_entries.*,
        {{ agreed_version('entered_at') }} as agreement_version
    from {{ ref('visit_entries') }} as visit_entries
),

{# the state at the visit's own signal; an inferred visit takes that of the entry that implied it #}
visit_states as (
    select
        visits.journey_id,
        visits.entered_at,
        max(states.journey_position) as journey_position
    from visits
    inner join states
        on visits.journey_id = states.journey_id and visits.entered_at >= states.occurred_at
    group by visits.journey_id, visits.entered_at
),

entries as (
    select
        visits.journey_id,
        visit_stages.stage_id,
        visit_stages.stage_order,
        visits.entered_at,
        visits.entry_kind,
        visits.agreement_version,
        visit_states.journey_position,
        false as is_by_policy,
        null as evidence,
        visits.observed_at,
        visits.visitor_id,
        visits.channel,
        visits.source_vendor,
        visits.source_record_id
    from visits
    inner join visit_stages on visits.agreement_version = visit_stages.agreement_version
    left join visit_states
        on
            visits.journey_id = visit_states.journey_id
            and visits.entered_at = visit_states.entered_at
    union all
    select
        journey_id,
        stage_id,
        stage_order,
        entered_at,
        entry_kind,
        agreement_version,
        journey_position,
        is_by_policy,
        evidence,
        cast(null as timestamp) as observed_at,
        cast(null as varchar) as visitor_id,
        cast(null as varchar) as channel,
        cast(null as varchar) as source_vendor,
        cast(null as varchar) as source_record_id
    from {{ ref('stage_entries') }}
)

select
    entries.journey_id,
    journeys.journey_number,
    journeys.subject_id,
    journeys.person_id,
    coalesce(journeys.visitor_id, entries.visitor_id) as visitor_id,
    states.account_id,
    entries.stage_id,
    entries.stage_order,
    entries.journey_position,
    entries.entered_at,
    coalesce(entries.observed_at, states.observed_at) as observed_at,
    coalesce(states.time_basis, 'event') as time_basis,
    entries.entry_kind,
    entries.agreement_version,
    entries.is_by_policy,
    entries.evidence,
    states.persona_id,
    states.employees,
    coalesce(entries.channel, states.channel) as channel,
    states.campaign_id,
    states.owner_id,
    states.owner_team,
    states.marketing_label_known as marketing_label,
    states.crm_label_known as crm_label,
    states.opportunity_id,
    states.amount,
    states.currency,
    states.fit,
    states.engagement,
    states.title,
    states.company,
    states.country,
    states.excluded_by,
    coalesce(entries.source_vendor, states.source_vendor) as source_vendor,
    coalesce(entries.source_record_id, states.source_record_id) as source_record_id,
    case when journeys.person_id is null and journeys.visitor_id is null then 'sales' else 'marketing' end
        as origin,
    journeys.exited_at,
    journeys.exit_id,
    journeys.exit_word,
    row_number() over (
        partition by journeys.subject_id, entries.stage_id
        order by entries.entered_at, journeys.journey_number, entries.source_record_id
    ) as entry_number,
    row_number() over (
        partition by entries.journey_id, entries.stage_id
        order by entries.entered_at, entries.source_record_id
    ) as entry_in_journey
from entries
inner join journeys on entries.journey_id = journeys.journey_id
left join states
    on
        entries.journey_id = states.journey_id
        and entries.journey_position = states.journey_position
