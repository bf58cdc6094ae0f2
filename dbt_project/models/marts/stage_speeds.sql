{# grain: one row per pair of stages, set of cohorts, dimension and value: by when a quarter, half and
   three quarters of all who entered had moved on, with those who left and those still waiting
   counted; NULL where it never came to that. Entries without a duration are counted apart. #}
with cohorts as (
    select
        *,
        min(cohort_start) over () as first_cohort
    from {{ ref('stage_conversions') }}
    where entered > 0
),

sets as (
    select
        *,
        'all' as set_kind,
        first_cohort as set_start
    from cohorts
    union all
    select
        *,
        'quarter' as set_kind,
        cast(date_trunc('quarter', cohort_start) as date) as set_start
    from cohorts
),

entered as (
    select
        set_kind as cohort_kind,
        set_start as cohort_start,
        from_stage_id,
        to_stage_id,
        dimension,
        dimension_value,
        min(stage_order) as stage_order,
        max(window_days) as window_days,
        cast(sum(entered) as bigint) as entered
    from sets
    group by set_kind, set_start, from_stage_id, to_stage_id, dimension, dimension_value
),

timed as (
    select
        entered.cohort_kind,
        entered.cohort_start,
        entered.from_stage_id,
        entered.to_stage_id,
        entered.dimension,
        entered.dimension_value,
        entered.stage_order,
        entered.window_days,
        entered.entered,
        cast(
            coalesce(sum(moments.moved_on + moments.left_journey + moments.still_open), 0)
            as bigint
        ) as timed,
        min(case when moments.moved_share >= 0.25 then moments.elapsed_seconds end)
            as quarter_seconds,
        min(case when moments.moved_share >= 0.5 then moments.elapsed_seconds end) as half_seconds,
        min(case when moments.moved_share >= 0.75 then moments.elapsed_seconds end)
            as three_quarters_seconds,
        max(moments.elapsed_seconds) as last_seconds,
        max(moments.moved_share) as moved_share,
        max(moments.left_share) as left_share,
        max(
            case
                when moments.elapsed_seconds <= entered.window_days * 86400
                    then moments.moved_share
            end
        ) as moved_in_window_share
    from entered
    left join {{ ref('step_incidence') }} as moments
        on
            entered.cohort_kind = moments.cohort_kind
            and entered.cohort_start = moments.cohort_start
            and entered.from_stage_id = moments.from_stage_id
            and entered.to_stage_id = moments.to_stage_id
            and entered.dimension = moments.dimension
            and entered.dimension_value = moments.dimension_value
    group by all
)

select
    cohort_kind,
    cohort_start,
    from_stage_id,
    to_stage_id,
    dimension,
    dimension_value,
    stage_order,
    window_days,
    timed,
    entered - timed as untimed,
    quarter_seconds / 86400.0 as quarter_days,
    half_seconds / 86400.0 as half_days,
    three_quarters_seconds / 86400.0 as three_quarters_days,
    last_seconds / 86400.0 as last_seen_days,
    moved_share,
    left_share,
    moved_in_window_share
from timed
