-- grain: one row per day at whose end somebody had moved on, left or was last seen, of one step and set of
-- cohorts, for one value of one dimension
select
    day_number,
    at_risk,
    moved_share,
    left_share,
    waiting_share
from stage_durations
where
    cohort_kind = $cohort_kind
    and cohort_start between $start and $last_month
    and dimension = $dimension
    and dimension_value = $value
    and from_stage_id = $from_stage_id
    and to_stage_id = $to_stage_id
order by day_number
