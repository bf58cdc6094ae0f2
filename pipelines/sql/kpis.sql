-- grain: one row per KPI of the agreement, for the quarter that holds the last day delivered
select
    label,
    owner,
    unit,
    period_start,
    period_end,
    value,
    pace,
    target
from kpi_values
where
    period_kind = 'quarter'
    and persona_id = 'all'
    and channel = 'all'
    and (select max(day) from landing_files where accepted_rows is not null)
    between period_start and period_end
qualify row_number() over (partition by kpi_id order by agreement_version desc) = 1
order by kpi_order, kpi_id
