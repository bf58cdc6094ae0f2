{# grain: one row per pair of stages, set of cohorts, dimension, value and day at whose end somebody had
   moved on, left, or was last seen waiting: the share of all that had moved on or left by then. Days
   are whole spans of 24 hours since the entry; day 0 is at once. #}
with days as (
    select
        *,
        cast(ceil(elapsed_seconds / 86400.0) as integer) as day_number
    from {{ ref('step_incidence') }}
)

select
    cohort_kind,
    cohort_start,
    from_stage_id,
    to_stage_id,
    dimension,
    dimension_value,
    min(stage_order) as stage_order,
    day_number,
    max(at_risk) as at_risk,
    cast(sum(moved_on) as bigint) as moved_on,
    cast(sum(left_journey) as bigint) as left_journey,
    cast(sum(still_open) as bigint) as still_open,
    max(moved_share) as moved_share,
    max(left_share) as left_share,
    round(greatest(1 - max(moved_share) - max(left_share), 0), 9) as waiting_share
from days
group by
    cohort_kind, cohort_start, from_stage_id, to_stage_id, dimension, dimension_value, day_number
