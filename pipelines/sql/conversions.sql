-- grain: one row per pair of neighbouring stages, over every cohort of journeys there ever was
with

stages as (
    select
        stage_id,
        plural,
        stage_order
    from dim_stage
    where is_current
)

select
    before.plural as from_stage,
    onward.plural as to_stage,
    sum(conversions.entered) as entered,
    sum(conversions.moved_on) as moved_on,
    sum(conversions.still_open) as still_open,
    sum(conversions.moved_on) / nullif(sum(conversions.entered), 0) as rate
from stage_conversions as conversions
inner join stages as before on conversions.from_stage_id = before.stage_id
inner join stages as onward on conversions.to_stage_id = onward.stage_id
where
    conversions.dimension = 'all'
    and conversions.entered > 0
    and conversions.cohort_kind = 'month'
group by all
order by any_value(before.stage_order)
