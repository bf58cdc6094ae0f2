-- what became of those who enter a stage under both, under the draft alone, under the agreement alone
with reached as (
    select journey_id, stage_id, stage_order, owner_team, entry_kind, amount_reporting
    from memory.after.fct_funnel
    where stage_order > 1
    union
    select journey_id, stage_id, stage_order, owner_team, entry_kind, amount_reporting
    from before.main.fct_funnel
    where stage_order > 1
),

ends as (
    select journey_id, exit_id from before.main.dim_journey
)

select
    movements.stage_id,
    case movements.moved when 'in' then 'in' when 'out' then 'out' else 'both' end as group_id,
    count(distinct movements.journey_id) as journeys,
    count(distinct movements.journey_id) filter (where accepted.journey_id is not null) as accepted,
    count(distinct movements.journey_id) filter (where won.journey_id is not null) as won,
    count(distinct movements.journey_id) filter (where ends.exit_id is null) as still_open,
    coalesce(sum(won.amount_reporting), 0) as revenue
from memory.after.movements as movements
left join (
    select distinct reached.journey_id from reached
    where reached.stage_id = $accepted and reached.entry_kind <> 'inferred'
) as accepted on movements.journey_id = accepted.journey_id
left join (
    select journey_id, max(amount_reporting) as amount_reporting from reached
    where stage_id = $won and entry_kind <> 'inferred'
    group by journey_id
) as won on movements.journey_id = won.journey_id
left join ends on movements.journey_id = ends.journey_id
group by all
order by movements.stage_id, group_id
