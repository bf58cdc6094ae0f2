{# grain: one row per pair of stages, set of cohorts, dimension, value and elapsed time at which
   something ended: who was still waiting, who moved on, who left; and the share of all that had, by
   then, moved on or left (cumulative incidence, Aalen and Johansen): leaving is a way to end, not to
   be lost from sight, and whoever still waits counts for as long as they have been seen. #}
with steps as (
    select * from {{ ref('stage_steps') }}
    where elapsed_seconds is not null
),

slices as (
    {{ sliced('steps') }}
),

{# every cohort together, and the cohorts of each quarter #}
sets as (
    select
        *,
        'all' as cohort_kind,
        cast((select min(cohort_start) from {{ ref('stage_steps') }}) as date) as first_cohort
    from slices
    union all
    select
        *,
        'quarter' as cohort_kind,
        cast(date_trunc('quarter', cohort_start) as date) as first_cohort
    from slices
),

moments as (
    select
        cohort_kind,
        first_cohort as cohort_start,
        from_stage_id,
        to_stage_id,
        dimension,
        dimension_value,
        elapsed_seconds,
        min(stage_order) as stage_order,
        count(case when outcome = 'moved_on' then 1 end) as moved_on,
        count(case when outcome = 'left' then 1 end) as left_journey,
        count(case when outcome = 'open' then 1 end) as still_open
    from sets
    group by
        cohort_kind,
        first_cohort,
        from_stage_id,
        to_stage_id,
        dimension,
        dimension_value,
        elapsed_seconds
),

waiting as (
    select
        *,
        sum(moved_on + left_journey + still_open) over (
            partition by
                cohort_kind, cohort_start, from_stage_id, to_stage_id, dimension, dimension_value
            order by elapsed_seconds desc
            rows between unbounded preceding and current row
        ) as at_risk
    from moments
),

{# who is still waiting just before a moment; at the last one everybody may go, and nobody asks after #}
survivors as (
    select
        *,
        coalesce(exp(sum(
            case
                when moved_on + left_journey < at_risk
                    then ln(1 - cast(moved_on + left_journey as double) / at_risk)
            end
        ) over (
            partition by
                cohort_kind, cohort_start, from_stage_id, to_stage_id, dimension, dimension_value
            order by elapsed_seconds
            rows between unbounded preceding and 1 preceding
        )), 1) as waiting_before
    from waiting
)

select
    cohort_kind,
    cohort_start,
    from_stage_id,
    to_stage_id,
    dimension,
    dimension_value,
    stage_order,
    elapsed_seconds,
    cast(at_risk as bigint) as at_risk,
    moved_on,
    left_journey,
    still_open,
    round(sum(waiting_before * moved_on / at_risk) over so_far, 9) as moved_share,
    round(sum(waiting_before * left_journey / at_risk) over so_far, 9) as left_share
from survivors
window
    so_far as (
        partition by
            cohort_kind, cohort_start, from_stage_id, to_stage_id, dimension, dimension_value
        order by elapsed_seconds
        rows between unbounded preceding and current row
    )
