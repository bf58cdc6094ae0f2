-- won revenue of journeys that a stage counted by its own condition before they were won
with won as (
    select journey_id, entered_at, amount_reporting from before.main.fct_funnel
    where stage_id = $won and excluded_by is null and entered_at >= $since
),

counted as (
    select 'before' as side, journey_id, stage_id, entered_at from before.main.fct_funnel
    where entry_kind <> 'inferred'
    union all
    select 'after' as side, journey_id, stage_id, entered_at from memory.after.fct_funnel
    where entry_kind <> 'inferred'
)

select
    stages.stage_id,
    count(distinct won.journey_id) as deals,
    count(distinct won.journey_id) filter (where before.journey_id is not null) as deals_before,
    count(distinct won.journey_id) filter (where after.journey_id is not null) as deals_after,
    coalesce(sum(won.amount_reporting), 0) as revenue,
    coalesce(sum(won.amount_reporting) filter (where before.journey_id is not null), 0)
        as revenue_before,
    coalesce(sum(won.amount_reporting) filter (where after.journey_id is not null), 0)
        as revenue_after
from memory.after.stages as stages
cross join won
left join counted as before
    on
        before.side = 'before'
        and won.journey_id = before.journey_id
        and stages.stage_id = before.stage_id
        and before.entered_at <= won.entered_at
left join counted as after
    on
        after.side = 'after'
        and won.journey_id = after.journey_id
        and stages.stage_id = after.stage_id
        and after.entered_at <= won.entered_at
where stages.stage_order > 1
group by stages.stage_id, stages.stage_order
order by stages.stage_order
