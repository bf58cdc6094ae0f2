{# grain: one row per restatement, KPI and month whose value it moves, and by how much; the whole effect of
   an entry stands on its first cause, so that effects add up #}
with as_of as (
    select as_of from {{ source('landing', 'as_of') }}
)

select
    restatement_id,
    kpi_id,
    month_start,
    cause,
    effect
from {{ source('reported', 'restatement_effects') }}
union all
select
    {{ restatement_id('causes') }} as restatement_id,
    counts.kpi_id,
    counts.month_start,
    causes.cause,
    cast(counts.effect as double) as effect
from {{ ref('restated_counts') }} as counts
inner join {{ ref('restated_causes') }} as causes
    on counts.pair_id = causes.pair_id and causes.cause_number = 1
cross join {{ source('reported', 'run') }} as reported
cross join as_of
