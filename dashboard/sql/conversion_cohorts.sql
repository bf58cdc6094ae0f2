-- grain: one row per monthly cohort of one step, newest first, for one value of one dimension
select
    cohort_start,
    first_version,
    last_version,
    window_days,
    entered,
    inferred,
    moved_on,
    moved_on_in_window,
    left_journey,
    still_open,
    too_young,
    closed_entered,
    closed_moved_on,
    is_mature,
    closed_cohort_rate,
    open_cohort_rate
from stage_conversions
where
    dimension = $dimension
    and dimension_value = $value
    and from_stage_id = $from_stage_id
    and to_stage_id = $to_stage_id
    and cohort_start between $start and $last_month
    and entered > 0
order by cohort_start desc
