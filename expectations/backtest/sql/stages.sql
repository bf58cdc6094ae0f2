-- how many entries each stage counts, of what entered since, and how many journeys move; some of them
-- over the beginning: they enter since under one side alone
select
    stages.stage_id,
    stages.label,
    stages.plural,
    count(*) filter (where movements.before_at >= $since) as before,
    count(*) filter (where movements.after_at >= $since) as after,
    count(*) filter (where movements.moved = 'in') as moved_in,
    count(*) filter (where movements.moved = 'out') as moved_out,
    count(*) filter (where movements.moved = 'earlier') as earlier,
    count(*) filter (where movements.moved = 'later') as later,
    count(*) filter (where movements.moved = 'in' and movements.after_kind = 'effective') as effective,
    count(*) filter (where movements.before_at >= $since and movements.after_at < $since) as gone,
    count(*) filter (where movements.before_at < $since and movements.after_at >= $since) as come
from memory.after.stages as stages
left join memory.after.movements as movements on stages.stage_id = movements.stage_id
where stages.stage_order > 1
group by stages.stage_id, stages.label, stages.plural, stages.stage_order
order by stages.stage_order
