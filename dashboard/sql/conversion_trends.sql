-- grain: one row per step: its three newest mature months, and the three before them, for one value of
-- one dimension; with the first and the last version of the agreement that judged each
with

mature_months as (
    select
        *,
        row_number() over (
            partition by from_stage_id, to_stage_id order by cohort_start desc
        ) as place
    from stage_conversions
    where
        dimension = $dimension
        and dimension_value = $value
        and is_mature
        and entered > 0
)

select
    from_stage_id,
    to_stage_id,
    min(cohort_start) filter (where place <= 3) as start,
    max(cohort_start) filter (where place <= 3) as last_month,
    sum(closed_entered) filter (where place <= 3) as entered,
    sum(closed_moved_on) filter (where place <= 3) as moved_on,
    max(last_version) filter (where place <= 3) as version,
    min(cohort_start) filter (where place > 3) as start_before,
    max(cohort_start) filter (where place > 3) as last_month_before,
    coalesce(sum(closed_entered) filter (where place > 3), 0) as entered_before,
    coalesce(sum(closed_moved_on) filter (where place > 3), 0) as moved_on_before,
    min(first_version) filter (where place > 3) as version_before
from mature_months
where place <= 6
group by all
