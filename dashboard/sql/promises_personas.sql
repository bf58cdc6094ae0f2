-- grain: one row per persona of the cases of one promise in a period, most missed first
select
    coalesce(persona_id, 'none') as persona,
    count(*) as due_count,
    count(*) filter (where status = 'kept') as met_count,
    count(*) filter (where status = 'broken') as missed_count,
    count(*) filter (where is_late_now) as overdue_count,
    met_count / nullif(met_count + missed_count, 0) as met_rate
from scorecard_cases
where
    promise_id = $promise_id
    and case_on between $start and $end
group by coalesce(persona_id, 'none')
order by missed_count desc, due_count desc, persona
