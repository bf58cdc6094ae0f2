{# grain: one row per promised act that began to be due, with when it was due, when it was met and how
   it stands (semantics 27): kept, broken, pending or excused #}
with dues as (
    select * from {{ ref('promise_dues') }}
),

acts as (
    select * from {{ ref('promise_acts') }}
),

as_of as (
    select as_of from {{ source('landing', 'as_of') }}
),

met as (
    select
        dues.*,
        acts.met_at,
        acts.is_exit,
        as_of.as_of
    from dues
    cross join as_of
    left join acts
        on
            dues.journey_id = acts.journey_id
            and dues.promise_id = acts.promise_id
            and dues.stage_id = acts.stage_id
            and dues.quantity = acts.act_number
)

select
    {{ entry_id(['journey_id', 'stage_id', 'promise_id']) }} as obligation_id,
    promise_id,
    team,
    journey_id,
    person_id,
    stage_id,
    {# as in fct_funnel, where the fifth part tells a journey's later visits apart: none here #}
    {{ entry_id(['journey_id', 'stage_id', 'entered_at', 'entry_kind', 'null']) }} as funnel_entry_id,
    owner_id,
    persona_id,
    starts_at,
    {{ agreed_day('starts_at') }} as starts_on,
    due_at,
    met_at,
    case
        when met_at <= due_at then 'kept'
        when exited_at <= due_at then 'excused'
        when met_at is null and as_of < due_at then 'pending'
        else 'broken'
    end as status,
    coalesce(met_at is null and exited_at is null and as_of >= due_at, false) as is_late_now,
    clock,
    calendar_id,
    agreement_version
from met
