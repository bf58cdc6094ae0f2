{# grain: one row per journey and stage that a deadline's rule enters (semantics 9, 10 and 25): nobody
   accepted or handed back by the due time, and the agreement says what then holds. An act at the due
   time itself is still in time. Where no promise starts there is no deadline, so what starts one is
   asked as promise_starts does. #}
with as_of as (
    select as_of from {{ source('landing', 'as_of') }}
),

entries as (
    select
        condition_entries.*,
        journeys.subject_id,
        journeys.person_id,
        journeys.exited_at,
        people.crm_record_at
    from {{ ref('condition_entries') }} as condition_entries
    inner join {{ ref('journeys') }} as journeys
        on condition_entries.journey_id = journeys.journey_id
    inner join {{ ref('people') }} as people on journeys.person_id = people.person_id
    where condition_entries.entry_kind <> 'inferred'
),

undated_records as (
    select distinct
        person_id,
        occurred_at
    from {{ ref('tracked_signals') }}
    where kind = 'record_created' and time_basis = 'delivered'
),

starts as (
    {%- for promise in agreed_promises() if promise.on_deadline %}
    select
        '{{ promise.promise_id }}' as promise_id,
        '{{ promise.on_deadline }}' as entered_stage_id,
        '{{ promise.clock }}' as clock,
        {% if promise.calendar_id %}'{{ promise.calendar_id }}'{% else %}cast(null as varchar){% endif %} as calendar_id,
        {{ promise.seconds }} as within_seconds,
        greatest(entries.entered_at, entries.crm_record_at) as starts_at,
        entries.journey_id,
        entries.subject_id,
        entries.stage_id,
        entries.stage_order,
        entries.exited_at
    from entries
    inner join {{ ref('journey_states') }} as states
        on
            entries.journey_id = states.journey_id
            and entries.journey_position = states.journey_position
            and states.excluded_by is null
            and states.time_basis <> 'delivered'
            {%- if promise.applies_when %}
            and {{ promise.applies_when }}
            {%- endif %}
    left join undated_records
        on
            entries.person_id = undated_records.person_id
            and entries.crm_record_at = undated_records.occurred_at
    where
        {{ agreed_version('greatest(entries.entered_at, entries.crm_record_at)') }}
        = '{{ promise.version }}'
        and entries.stage_id = '{{ promise.stage_id }}'
        and entries.crm_record_at is not null
        and (undated_records.occurred_at is null or entries.entered_at >= entries.crm_record_at)
    union all
    {%- endfor %}
    select
        cast(null as varchar) as promise_id,
        cast(null as varchar) as entered_stage_id,
        cast(null as varchar) as clock,
        cast(null as varchar) as calendar_id,
        0 as within_seconds,
        entered_at as starts_at,
        journey_id,
        subject_id,
        stage_id,
        stage_order,
        exited_at
    from entries
    where false
),

dues as (
    {{ due_instants('starts') }}
),

due_starts as (
    select
        starts.*,
        dues.due_at
    from starts
    inner join dues
        on
            starts.journey_id = dues.journey_id
            and starts.promise_id = dues.promise_id
            and starts.stage_id = dues.stage_id
    cross join as_of
    where
        dues.due_at <= as_of.as_of
        and (starts.exited_at is null or starts.exited_at > dues.due_at)
),

{# a label that accepts or hands back, or any later stage, entered in time #}
answered as (
    {%- for promise in agreed_promises() if promise.on_deadline %}
    select
        due_starts.journey_id,
        due_starts.promise_id
    from due_starts
    inner join {{ ref('person_timeline') }} as timeline
        on
            due_starts.subject_id = timeline.subject_id
            and timeline.kind = 'crm_label'
            and timeline.value in {{ sql_words(promise.acts.labels) }}
            and timeline.occurred_at between due_starts.starts_at and due_starts.due_at
    where due_starts.promise_id = '{{ promise.promise_id }}'
    union all
    {%- endfor %}
    select
        due_starts.journey_id,
        due_starts.promise_id
    from due_starts
    inner join entries
        on
            due_starts.journey_id = entries.journey_id
            and due_starts.stage_order < entries.stage_order
            and due_starts.due_at >= entries.entered_at
),

unanswered as (
    select
        due_starts.*,
        {{ agreed_version('due_starts.due_at') }} as agreement_version
    from due_starts
    where
        not exists (
            select 1
            from answered
            where
                due_starts.journey_id = answered.journey_id
                and due_starts.promise_id = answered.promise_id
        )
),

agreed_orders as (
    {%- for stage in agreed_stages() %}
    select
        '{{ stage.version }}' as agreement_version,
        '{{ stage.stage_id }}' as stage_id,
        {{ stage.stage_order }} as stage_order
    {{ "union all" if not loop.last }}
    {%- endfor %}
)

select
    unanswered.journey_id,
    max(states.journey_position) as journey_position,
    unanswered.due_at as occurred_at,
    'policy_deadline' as kind,
    unanswered.agreement_version,
    unanswered.entered_stage_id as stage_id,
    agreed_orders.stage_order,
    {{ evidence_list([{
        'clause': 'on_deadline', 'field': 'deadline', 'operator': 'passed', 'wanted': '',
        'got': 'unanswered.due_at',
    }], 'cast(null as varchar)') }} as evidence
from unanswered
inner join agreed_orders
    on
        unanswered.agreement_version = agreed_orders.agreement_version
        and unanswered.entered_stage_id = agreed_orders.stage_id
inner join {{ ref('journey_states') }} as states
    on
        unanswered.journey_id = states.journey_id
        and unanswered.due_at >= states.occurred_at
group by
    unanswered.journey_id,
    unanswered.due_at,
    unanswered.agreement_version,
    unanswered.entered_stage_id,
    agreed_orders.stage_order
qualify row_number() over (
    partition by unanswered.journey_id, unanswered.entered_stage_id order by unanswered.due_at
) = 1
