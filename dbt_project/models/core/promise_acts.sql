{# grain: one row per started promise and act that would keep it, in order (semantics 29); an act
   after the journey's exit changes nothing #}
with dues as (
    select * from {{ ref('promise_dues') }}
),

timeline as (
    select * from {{ ref('person_timeline') }}
),

contacts as (
    select
        dues.journey_id,
        dues.promise_id,
        dues.stage_id,
        timeline.occurred_at as met_at,
        timeline.source_record_id,
        false as is_exit
    from dues
    inner join timeline
        on
            dues.subject_id = timeline.subject_id
            and timeline.kind in ('outbound_call', 'outbound_email', 'meeting_held')
            and dues.acting_team = timeline.acting_team
            and dues.starts_at <= timeline.occurred_at
            and (dues.exited_at is null or dues.exited_at >= timeline.occurred_at)
    where dues.act in ('first_contact', 'attempts')
),

answers as (
    {%- for promise in agreed_promises() if promise.kind == 'act' and promise.act == 'accept_or_return' %}
    select
        dues.journey_id,
        dues.promise_id,
        dues.stage_id,
        timeline.occurred_at as met_at,
        timeline.source_record_id,
        coalesce(timeline.occurred_at = dues.exited_at, false) as is_exit
    from dues
    inner join timeline
        on
            dues.subject_id = timeline.subject_id
            and timeline.kind = 'crm_label'
            and timeline.value in {{ sql_words(promise.acts.labels) }}
            and dues.starts_at <= timeline.occurred_at
            and (dues.exited_at is null or dues.exited_at >= timeline.occurred_at)
    where
        dues.promise_id = '{{ promise.promise_id }}'
        and dues.agreement_version = '{{ promise.version }}'
    union all
    {%- endfor %}
    select
        dues.journey_id,
        dues.promise_id,
        dues.stage_id,
        dues.exited_at as met_at,
        cast(null as varchar) as source_record_id,
        true as is_exit
    from dues
    where
        dues.act = 'accept_or_return'
        and dues.exit_id in ('disqualified', 'recycled')
        and dues.exited_at >= dues.starts_at
    union all
    select
        dues.journey_id,
        dues.promise_id,
        dues.stage_id,
        entries.entered_at as met_at,
        entries.source_record_id,
        false as is_exit
    from dues
    inner join {{ ref('funnel_entries') }} as entries
        on
            dues.journey_id = entries.journey_id
            and dues.stage_order < entries.stage_order
            and not entries.is_by_policy
            and dues.starts_at <= entries.entered_at
    where dues.act = 'accept_or_return'
),

routings as (
    select
        journey_id,
        promise_id,
        stage_id,
        greatest(entered_at, crm_record_at) as met_at,
        cast(null as varchar) as source_record_id,
        false as is_exit
    from dues
    where
        act = 'routing'
        and crm_record_at is not null
        and (exited_at is null or exited_at >= greatest(entered_at, crm_record_at))
),

acts as (
    select * from contacts
    union all
    select * from answers
    union all
    select * from routings
)

select
    *,
    row_number() over (
        partition by journey_id, promise_id, stage_id
        order by met_at, source_record_id
    ) as act_number
from acts
