-- grain: one row, the agreed period of this kind that holds the day
select
    min(period_start) as period_start,
    max(period_end) as period_end
from kpi_values
where
    period_kind = $kind
    and $day between period_start and period_end
