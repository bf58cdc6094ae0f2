-- grain: one row per KPI of the agreement, with its figures for one period; unknown stays NULL
with

kpis as (
    select *
    from kpi_values
    qualify
        row_number() over (partition by kpi_id order by period_start desc, period_kind, channel, persona_id)
        = 1
),

figures as (
    select *
    from kpi_values
    where
        period_kind = $kind
        and period_start = $start
        and persona_id = 'all'
        and channel = 'all'
    qualify row_number() over (partition by kpi_id order by agreement_version desc) = 1
)

select
    kpis.kpi_id,
    kpis.kpi_order,
    coalesce(figures.label, kpis.label) as label,
    coalesce(figures.owner, kpis.owner) as owner,
    coalesce(figures.unit, kpis.unit) as unit,
    figures.value,
    figures.target,
    figures.pace,
    figures.value - figures.pace as plan_gap,
    figures.value / nullif(figures.pace, 0) as plan_ratio,
    figures.value / nullif(figures.target, 0) as target_share,
    figures.pace / nullif(figures.target, 0) as pace_share,
    coalesce(figures.inferred_count, 0) as inferred_count
from kpis
left join figures on kpis.kpi_id = figures.kpi_id
order by kpis.kpi_order, kpis.kpi_id
