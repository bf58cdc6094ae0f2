{# grain: one row per started promise with the instant it is due: by elapsed time, or by the team's
   working seconds, looked up in the cumulative calendar (closed form, no loop) #}
with starts as (
    select * from {{ ref('promise_starts') }}
),

due as (
    {{ due_instants(ref('promise_starts')) }}
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
    due.due_at
from starts
left join due
    on
        starts.journey_id = due.journey_id
        and starts.promise_id = due.promise_id
        and starts.stage_id = due.stage_id
