{# grain: one row per stage entry, KPI and month that counts it otherwise now than when it was last
   reported, with the difference. Of both sides only days are taken that were over at both moments. #}
with then_counts as (
    select
        pairs.pair_id,
        counted.kpi_id,
        cast(date_trunc('month', counted.day) as date) as month_start,
        -counted.value as effect
    from ({{ counted_days(source('reported', 'entries')) }}) as counted
    inner join {{ ref('restated_pairs') }} as pairs
        on counted.funnel_entry_id = pairs.funnel_entry_id_then
    where counted.day <= {{ compared_through() }}
),

now_counts as (
    select
        pairs.pair_id,
        counted.kpi_id,
        cast(date_trunc('month', counted.day) as date) as month_start,
        counted.value as effect
    from ({{ counted_days(ref('fct_funnel')) }}) as counted
    inner join {{ ref('restated_pairs') }} as pairs
        on counted.funnel_entry_id = pairs.funnel_entry_id
    where counted.day <= {{ compared_through() }}
),

counts as (
    select * from then_counts
    union all
    select * from now_counts
)

select
    pair_id,
    kpi_id,
    month_start,
    sum(effect) as effect
from counts
group by pair_id, kpi_id, month_start
having sum(effect) <> 0
