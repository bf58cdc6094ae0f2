-- grain: one row per KPI of the agreement, with its figures for one period and how far the period before
-- was from its plan; unknown stays NULL
with

kpis as (
    select *
    from kpi_values
    qualify
        row_number() over (partition by kpi_id order by period_start desc, period_kind, channel, persona_id)
        = 1
),

everyone as (
    select *
    from kpi_values
    where
        period_kind = $kind
        and persona_id = 'all'
        and channel = 'all'
    qualify
        row_number() over (partition by kpi_id, period_start order by agreement_version desc) = 1
),

these as (
    select * from everyone
    where period_start = $start
),

before as (
    select * from everyone
    where period_start = $start_before
)

select
    kpis.kpi_id,
    kpis.kpi_order,
    coalesce(these.label, kpis.label) as label,
    coalesce(these.owner, kpis.owner) as owner,
    coalesce(these.unit, kpis.unit) as unit,
    these.value,
    these.target,
    these.pace,
    these.value - these.pace as plan_gap,
    these.value / nullif(these.pace, 0) as plan_ratio,
    these.value / nullif(these.target, 0) as target_share,
    these.pace / nullif(these.target, 0) as pace_share,
    coalesce(these.inferred_count, 0) as inferred_count,
    before.pace as pace_before,
    before.value - before.pace as plan_gap_before,
    before.value / nullif(before.pace, 0) as plan_ratio_before
from kpis
left join these on kpis.kpi_id = these.kpi_id
left join before on kpis.kpi_id = before.kpi_id
order by kpis.kpi_order, kpis.kpi_id
