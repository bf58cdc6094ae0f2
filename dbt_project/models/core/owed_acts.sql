{# grain: one row per promised act that is still owed, in time or late, with the time left on the clock
   it was promised on: working seconds by the cumulative calendar, below zero where it is late #}
with owed as (
    select
        obligations.*,
        as_of.as_of
    from {{ ref('promise_obligations') }} as obligations
    cross join {{ source('landing', 'as_of') }} as as_of
    where obligations.status = 'pending' or obligations.is_late_now
),

moments as (
    select
        calendar_id,
        due_at as moment
    from owed
    union
    select
        calendar_id,
        as_of as moment
    from owed
),

{# what had been worked by then: up to the last working interval that began before #}
worked as (
    select
        moments.calendar_id,
        moments.moment,
        max_by(
            hours.seconds_before
            + least(hours.seconds, {{ seconds_between('hours.starts_at', 'moments.moment') }}),
            hours.starts_at
        ) as seconds
    from moments
    inner join {{ source('agreement', 'calendar_intervals') }} as hours
        on
            moments.calendar_id = hours.calendar_id
            and moments.moment >= hours.starts_at
            and moments.moment < hours.starts_at + interval '31 days'
    group by moments.calendar_id, moments.moment
)

select
    owed.obligation_id,
    owed.promise_id,
    promises.label,
    owed.team,
    owed.journey_id,
    owed.starts_at,
    owed.due_at,
    owed.is_late_now,
    owed.clock,
    case owed.clock
        when 'business' then by_due.seconds - by_now.seconds
        else {{ seconds_between('owed.as_of', 'owed.due_at') }}
    end as seconds_left
from owed
left join worked as by_due on owed.calendar_id = by_due.calendar_id and owed.due_at = by_due.moment
left join worked as by_now on owed.calendar_id = by_now.calendar_id and owed.as_of = by_now.moment
left join {{ source('agreement', 'promises') }} as promises
    on
        owed.agreement_version = promises.agreement_version
        and owed.promise_id = promises.promise_id
