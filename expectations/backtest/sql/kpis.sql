-- the seven figures by month, as published and as the draft would have them
select
    coalesce(before.kpi_id, after.kpi_id) as kpi_id,
    coalesce(before.label, after.label) as label,
    coalesce(before.unit, after.unit) as unit,
    coalesce(before.period_start, after.period_start) as month,
    before.value as before,
    after.value as after,
    coalesce(before.is_complete, after.is_complete) as is_complete
from (
    select * from before.main.kpi_values
    where period_kind = 'month' and persona_id = 'all' and channel = 'all'
) as before
full join (
    select * from memory.after.kpi_values
    where period_kind = 'month' and persona_id = 'all' and channel = 'all'
) as after
    on before.kpi_id = after.kpi_id and before.period_start = after.period_start
where coalesce(before.period_end, after.period_end) >= $since_day
order by coalesce(before.kpi_order, after.kpi_order), month
