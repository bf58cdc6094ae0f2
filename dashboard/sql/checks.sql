-- grain: one row per check of the run that made this version, failures first
select
    gate,
    check_id,
    label,
    clause,
    severity,
    status,
    observed,
    expected,
    coalesce(failed_rows, 0) as failed_rows,
    cast(kpis as varchar) as kpis,
    source
from check_results
order by
    gate,
    case status when 'error' then 1 when 'failed' then 2 else 3 end,
    case severity when 'block' then 1 else 2 end,
    label,
    check_id
