{# grain: one row per started promise with the instant it is due: by elapsed time, or by the team's
   working seconds, looked up in the cumulative calendar (closed form, no loop) #}
with starts as (
    select * from {{ ref('promise_starts') }}
),

intervals as (
    select * from {{ source('agreement', 'calendar_intervals') }}
),

{# the first working interval that ends after the start: where the clock begins to run #}
begun as (
    select
        starts.journey_id,
        starts.promise_id,
        starts.stage_id,
        starts.calendar_id,
        min_by(
            intervals.seconds_before
            + greatest({{ seconds_between('intervals.starts_at', 'starts.starts_at') }}, 0),
            intervals.starts_at
        )
        + max(starts.within_seconds) as seconds_due
    from starts
    inner join intervals
        on
            starts.calendar_id = intervals.calendar_id
            and starts.starts_at < intervals.ends_at
            and intervals.starts_at < starts.starts_at + interval '31 days'
    where starts.clock = 'business'
    group by starts.journey_id, starts.promise_id, starts.stage_id, starts.calendar_id
),

due as (
    select
        begun.journey_id,
        begun.promise_id,
        begun.stage_id,
        intervals.starts_at
        + (begun.seconds_due - intervals.seconds_before) * interval '1 second' as due_at
    from begun
    inner join intervals
        on
            begun.calendar_id = intervals.calendar_id
            and begun.seconds_due > intervals.seconds_before
            and intervals.seconds_before + intervals.seconds >= begun.seconds_due
)

select
    starts.promise_id,
    starts.act,
    starts.team,
    starts.starts_at,
    starts.clock,
    starts.calendar_id,
    starts.within_seconds,
    starts.quantity,
    starts.journey_id,
    starts.journey_number,
    starts.subject_id,
    starts.person_id,
    starts.stage_id,
    starts.stage_order,
    starts.entered_at,
    starts.entry_kind,
    starts.owner_id,
    starts.acting_team,
    starts.persona_id,
    starts.crm_record_at,
    starts.exited_at,
    starts.exit_id,
    starts.agreement_version,
    case starts.clock
        when 'business' then due.due_at
        else starts.starts_at + starts.within_seconds * interval '1 second'
    end as due_at
from starts
left join due
    on
        starts.journey_id = due.journey_id
        and starts.promise_id = due.promise_id
        and starts.stage_id = due.stage_id
