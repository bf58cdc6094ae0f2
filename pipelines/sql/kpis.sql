-- grain: one row per KPI of the agreement, for the month and for the quarter that hold the last day
-- delivered
with

everyone as (
    select *
    from kpi_values
    where
        period_kind in ('month', 'quarter')
        and persona_id = 'all'
        and channel = 'all'
    qualify
        row_number() over (
            partition by kpi_id, period_kind, period_start order by agreement_version desc
        ) = 1
),

beside as (
    select
        *,
        lag(pace) over (partition by kpi_id, period_kind order by period_start) as pace_before
    from everyone
)

select
    period_kind,
    case
        when period_kind = 'month' then strftime(period_start, '%B')
        else 'Q' || quarter(period_start)
    end as period_name,
    period_start,
    period_end,
    kpi_id,
    label,
    owner,
    unit,
    value,
    target,
    pace,
    pace_before,
    value - pace as plan_gap,
    value / nullif(pace, 0) as plan_ratio
from beside
where
    (select max(day) from landing_files where accepted_rows is not null)
    between period_start and period_end
order by period_kind, kpi_order, kpi_id
