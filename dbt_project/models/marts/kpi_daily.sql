{# grain: one row per KPI, day, persona and channel: the roll-up that every period is a sum of. What
   a KPI counts is said by the agreement; excluded records count in none. Distinct visitors cannot be
   summed and are counted per period. #}
with counted as (
    {{ counts_of_entries(ref('fct_funnel')) }}
)

select
    kpi_id,
    day,
    persona_id,
    channel,
    {# sums of floating point depend on their order by a fraction of a cent #}
    round(sum(value), 2) as value,
    count(case when entry_kind = 'inferred' then 1 end) as inferred_count
from counted
group by kpi_id, day, persona_id, channel
