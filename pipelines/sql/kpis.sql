-- grain: one row per KPI of the agreement, for the quarter that holds a day
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
    and cast($day as date) between period_start and period_end
qualify row_number() over (partition by kpi_id order by agreement_version desc) = 1
order by kpi_order, kpi_id
