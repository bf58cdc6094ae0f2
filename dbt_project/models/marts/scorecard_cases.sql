{# grain: one row per case that a line of the scorecard counts: each promised act that began to be due,
   and each entry that a rate or volume is counted over, of both parties alike #}
with promises as (
    select * from {{ source('agreement', 'promises') }}
)

select
    cases.case_id,
    cases.promise_id,
    promises.team,
    cases.case_on,
    cases.journey_id,
    cases.person_id,
    cases.stage_id,
    cases.funnel_entry_id,
    cases.persona_id,
    cases.owner_id,
    cases.starts_at,
    cases.due_at,
    cases.met_at,
    cases.clock,
    cases.found,
    {# of a promise that few are bad the kept cases are the bad ones #}
    case
        when promises.direction <> 'at_most' then cases.status
        when cases.status = 'kept' then 'broken'
        when cases.status = 'broken' then 'kept'
        else cases.status
    end as status,
    cases.is_late_now,
    cases.agreement_version
from {{ ref('promise_cases') }} as cases
inner join promises
    on
        cases.agreement_version = promises.agreement_version
        and cases.promise_id = promises.promise_id
