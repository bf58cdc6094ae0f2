-- grain: one row per KPI of one version of the agreement, what it counts in words
select
    kpi_id,
    label,
    owner,
    stage_id,
    counted,
    window_days,
    direction,
    definition
from dim_kpi
where agreement_version = $version
order by kpi_order, kpi_id
