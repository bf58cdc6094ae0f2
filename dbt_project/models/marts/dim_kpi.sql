{# grain: one row per version of the agreement and KPI: what it counts, in words too #}
select
    agreement_version,
    kpi_id,
    label,
    plural,
    owner,
    counts,
    counted,
    stage_id,
    window_days,
    direction,
    definition,
    case counts when 'amount' then '{{ agreed_currency() }}' else 'count' end as unit,
    kpi_order,
    agreement_version = {{ version_in_force() }}
        as is_current
from {{ source('agreement', 'kpis') }}
