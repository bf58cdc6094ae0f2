-- grain: one row per value of a dimension, for one step and set of cohorts, the largest first
with

sums as (
    select
        dimension_value,
        sum(entered) as entered,
        sum(inferred) as inferred,
        sum(moved_on) as moved_on,
        sum(too_young) as too_young,
        sum(closed_entered) as closed_entered,
        sum(closed_moved_on) as closed_moved_on
    from stage_conversions
    where
        dimension = $dimension
        and from_stage_id = $from_stage_id
        and to_stage_id = $to_stage_id
        and cohort_start between $start and $last_month
    group by dimension_value
    having sum(entered) > 0
),

speeds as (
    select *
    from stage_speeds
    where
        dimension = $dimension
        and from_stage_id = $from_stage_id
        and to_stage_id = $to_stage_id
        and cohort_kind = $cohort_kind
        and cohort_start between $start and $last_month
)

select
    sums.*,
    owners.team,
    coalesce(speeds.timed, 0) as timed,
    speeds.half_days,
    speeds.moved_share,
    speeds.left_share
from sums
left join speeds on sums.dimension_value = speeds.dimension_value
left join dim_owner as owners
    on
        $dimension = 'owner'
        and sums.dimension_value = owners.owner_id
order by sums.entered desc, sums.dimension_value
