-- who moves at a stage, those first who moved last; and what was known of them at that moment
select
    movements.journey_id,
    movements.person_id,
    movements.stage_id,
    movements.moved,
    movements.before_at,
    movements.after_at,
    movements.persona_id,
    movements.channel,
    states.fit,
    states.engagement
from memory.after.movements as movements
left join lateral (
    select max_by(fit, journey_position) as fit, max_by(engagement, journey_position) as engagement
    from work.core.journey_states as known
    where
        known.journey_id = movements.journey_id
        and known.occurred_at <= coalesce(movements.after_at, movements.before_at)
) as states on true
where movements.moved <> 'same'
order by
    movements.stage_id, coalesce(movements.after_at, movements.before_at) desc, movements.journey_id
