-- grain: one row per case of one promise in a period, what speaks against it first
with listed as (
    select
        cases.*,
        case
            when cases.is_late_now then 'overdue'
            when cases.status = 'broken' and cases.due_at is not null then 'met late'
            when cases.status = 'broken' then 'against'
            when cases.status = 'kept' and cases.due_at is null then 'for'
            else cases.status
        end as stands,
        owners.team as owner_team,
        count(*) over () as found_count
    from scorecard_cases as cases
    left join dim_owner as owners on cases.owner_id = owners.owner_id
    where
        cases.promise_id = $promise_id
        and cases.case_on between $start and $end
        and case $stands
            when 'missed' then cases.status = 'broken'
            when 'still overdue' then cases.is_late_now
            when 'all' then true
            else cases.status = $stands
        end
),

placed as (
    select
        *,
        row_number() over (
            order by
                case
                    when is_late_now then 1 when status = 'broken' then 2 when status = 'pending' then 3
                    when status = 'excused' then 4 else 5
                end,
                coalesce(due_at, starts_at),
                case_id
        ) as place
    from listed
    qualify place <= $most
)

select
    placed.case_id,
    placed.journey_id,
    placed.person_id,
    placed.case_on,
    placed.starts_at,
    placed.due_at,
    placed.met_at,
    placed.clock,
    placed.found,
    placed.status,
    placed.stands,
    placed.is_late_now,
    coalesce(placed.owner_id, 'none') as owner,
    placed.owner_team,
    coalesce(placed.persona_id, 'none') as persona,
    placed.agreement_version,
    placed.found_count,
    entries.evidence
from placed
left join fct_funnel as entries on placed.funnel_entry_id = entries.funnel_entry_id
order by placed.place
