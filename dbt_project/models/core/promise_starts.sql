{# grain: one row per promised act that began to be due, and the entry that began it (semantics 26).
   Sales' clock starts at the later of the entry and the record's existence in the CRM; while there is
   no record in the CRM nothing is owed yet. Inferred entries start nothing, nor does what only a
   delivery dates: nobody knows since when it was owed. #}
with entries as (
    select
        funnel_entries.*,
        people.crm_record_at
    from {{ ref('funnel_entries') }} as funnel_entries
    inner join {{ ref('people') }} as people on funnel_entries.person_id = people.person_id
    where
        funnel_entries.entry_kind <> 'inferred'
        and funnel_entries.time_basis is distinct from 'delivered'
        and funnel_entries.excluded_by is null
        and funnel_entries.entry_in_journey = 1
),

undated_records as (
    select distinct
        person_id,
        occurred_at
    from {{ ref('tracked_signals') }}
    where kind = 'record_created' and time_basis = 'delivered'
),

starts as (
    {%- for promise in agreed_promises() if promise.kind == 'act' %}
    {%- set starts_at = 'greatest(entries.entered_at, entries.crm_record_at)'
        if promise.team == 'sales' else 'entries.entered_at' %}
    select
        '{{ promise.promise_id }}' as promise_id,
        '{{ promise.act }}' as act,
        '{{ promise.team }}' as team,
        {{ starts_at }} as starts_at,
        '{{ promise.clock }}' as clock,
        {% if promise.calendar_id %}'{{ promise.calendar_id }}'{% else %}cast(null as varchar){% endif %} as calendar_id,
        {{ promise.seconds }} as within_seconds,
        {{ promise.quantity or 1 }} as quantity,
        entries.journey_id,
        entries.journey_number,
        entries.subject_id,
        entries.person_id,
        entries.stage_id,
        entries.stage_order,
        entries.entered_at,
        entries.entry_kind,
        entries.owner_id,
        coalesce(entries.owner_team, '{{ promise.team }}') as acting_team,
        entries.persona_id,
        entries.crm_record_at,
        entries.exited_at,
        entries.exit_id,
        '{{ promise.version }}' as agreement_version
    from entries
    {%- if promise.team == 'sales' or promise.act == 'routing' %}
    left join undated_records
        on
            entries.person_id = undated_records.person_id
            and entries.crm_record_at = undated_records.occurred_at
    {%- endif %}
    {%- if promise.applies_when %}
    inner join (
        select
            journey_id,
            journey_position
        from {{ ref('journey_states') }}
        where {{ promise.applies_when }}
    ) as applying
        on
            entries.journey_id = applying.journey_id
            and entries.journey_position = applying.journey_position
    {%- endif %}
    where
        {# the version in force when the promise starts, which may be later than the entry's #}
        {{ agreed_version(starts_at) }} = '{{ promise.version }}'
        and entries.stage_id = '{{ promise.stage_id }}'
        {%- if promise.team == 'sales' %}
        and entries.crm_record_at is not null
        {%- endif %}
        {%- if promise.team == 'sales' or promise.act == 'routing' %}
        and (undated_records.occurred_at is null or entries.entered_at >= entries.crm_record_at)
        {%- endif %}
    union all
    {%- endfor %}
    {# an agreement may promise no act at all: the same columns, and no row #}
    select
        cast(null as varchar) as promise_id,
        cast(null as varchar) as act,
        cast(null as varchar) as team,
        entries.entered_at as starts_at,
        cast(null as varchar) as clock,
        cast(null as varchar) as calendar_id,
        0 as within_seconds,
        1 as quantity,
        entries.journey_id,
        entries.journey_number,
        entries.subject_id,
        entries.person_id,
        entries.stage_id,
        entries.stage_order,
        entries.entered_at,
        entries.entry_kind,
        entries.owner_id,
        entries.owner_team as acting_team,
        entries.persona_id,
        entries.crm_record_at,
        entries.exited_at,
        entries.exit_id,
        entries.agreement_version
    from entries
    where false
)

select *
from starts
where starts_at <= (select as_of from {{ source('landing', 'as_of') }})
