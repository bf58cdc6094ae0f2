-- grain: one row per KPI and full week, the last twelve that ended by the day
with

weeks as (
    select distinct period_start
    from kpi_values
    where
        period_kind = 'week'
        and is_complete
        and period_end <= $day
    order by period_start desc
    limit 12
)

select
    kpi_values.kpi_id,
    kpi_values.period_start,
    kpi_values.value
from kpi_values
inner join weeks on kpi_values.period_start = weeks.period_start
where
    kpi_values.period_kind = 'week'
    and kpi_values.persona_id = 'all'
    and kpi_values.channel = 'all'
order by kpi_values.kpi_id, kpi_values.period_start
