{# grain: one row per monthly cohort, pair of neighbouring stages, dimension and its value ('all' =
   everyone): of the journeys that entered the first stage in that month, how many entered the next
   one. Three rates side by side, each a sum over a sum, NULL where there is nothing to divide by. #}
with last_day as (
    {# as_of is the end of the last day: that day is the last one with data #}
    select {{ agreed_day("as_of - interval '1 microsecond'") }} as last_day
    from {{ source('landing', 'as_of') }}
),

stages as (
    select
        agreement_version,
        stage_id,
        cast(stage_order as integer) as stage_order,
        cast(window_days as integer) as window_days,
        lag(stage_id) over in_order as previous_stage_id,
        lead(stage_id) over in_order as next_stage_id,
        cast(lead(window_days) over in_order as integer) as next_window_days
    from {{ source('agreement', 'stages') }}
    window in_order as (partition by agreement_version order by stage_order)
),

{# what a month's own volumes are: as the KPIs count them, without what is inferred (semantics 9) #}
volumes as (
    select
        cast(date_trunc('month', funnel.entered_on) as date) as cohort_start,
        stages.*,
        {{ slice_columns_of('funnel') | trim }}
    from {{ ref('fct_funnel') }} as funnel
    inner join stages
        on
            funnel.agreement_version = stages.agreement_version
            and funnel.stage_id = stages.stage_id
    where
        funnel.excluded_by is null
        and funnel.entry_kind <> 'inferred'
),

counted as (
    select
        cohort_start,
        from_stage_id,
        to_stage_id,
        stage_order,
        agreement_version,
        window_days,
        {{ slice_columns_of('steps') | trim }},
        'step' as counts_as,
        entry_kind,
        outcome,
        is_window_over,
        is_in_window,
        case when outcome = 'moved_on' then elapsed_seconds end as moved_seconds
    from {{ ref('stage_steps') }} as steps
    union all
    select
        cohort_start,
        stage_id as from_stage_id,
        next_stage_id as to_stage_id,
        stage_order,
        agreement_version,
        next_window_days as window_days,
        {{ slice_columns_of('volumes') | trim }},
        'entry' as counts_as,
        cast(null as varchar) as entry_kind,
        cast(null as varchar) as outcome,
        false as is_window_over,
        false as is_in_window,
        cast(null as bigint) as moved_seconds
    from volumes
    where next_stage_id is not null
    union all
    select
        cohort_start,
        previous_stage_id as from_stage_id,
        stage_id as to_stage_id,
        stage_order - 1 as stage_order,
        agreement_version,
        window_days,
        {{ slice_columns_of('volumes') | trim }},
        'next_entry' as counts_as,
        cast(null as varchar) as entry_kind,
        cast(null as varchar) as outcome,
        false as is_window_over,
        false as is_in_window,
        cast(null as bigint) as moved_seconds
    from volumes
    where previous_stage_id is not null
),

slices as (
    {{ sliced('counted') }}
),

summed as (
    select
        cohort_start,
        from_stage_id,
        to_stage_id,
        dimension,
        dimension_value,
        min(stage_order) as stage_order,
        min(agreement_version) as first_version,
        max(agreement_version) as last_version,
        max(window_days) as window_days,
        count(case when counts_as = 'step' then 1 end) as entered,
        count(case when entry_kind = 'inferred' then 1 end) as inferred,
        count(case when outcome = 'moved_on' then 1 end) as moved_on,
        count(case when is_in_window then 1 end) as moved_on_in_window,
        count(case when outcome = 'left' then 1 end) as left_journey,
        count(case when outcome = 'open' then 1 end) as still_open,
        count(case when outcome = 'open' and not is_window_over then 1 end) as too_young,
        count(case when is_window_over then 1 end) as closed_entered,
        count(case when is_window_over and is_in_window then 1 end) as closed_moved_on,
        count(case when counts_as = 'entry' then 1 end) as period_entries,
        count(case when counts_as = 'next_entry' then 1 end) as period_next_entries,
        cast(median(moved_seconds) as double) as median_seconds,
        cast(percentile_cont(0.25) within group (order by moved_seconds) as double) as lower_seconds,
        cast(percentile_cont(0.75) within group (order by moved_seconds) as double) as upper_seconds
    from slices
    group by cohort_start, from_stage_id, to_stage_id, dimension, dimension_value
)

select
    'month' as cohort_kind,
    summed.cohort_start,
    summed.from_stage_id,
    summed.to_stage_id,
    summed.dimension,
    summed.dimension_value,
    summed.stage_order,
    summed.first_version,
    summed.last_version,
    summed.window_days,
    summed.entered,
    summed.inferred,
    summed.moved_on,
    summed.moved_on_in_window,
    summed.left_journey,
    summed.still_open,
    summed.too_young,
    summed.closed_entered,
    summed.closed_moved_on,
    summed.period_entries,
    summed.period_next_entries,
    {# no more can be added to it, and everyone in it had the whole window #}
    last_day(summed.cohort_start) <= last_day.last_day
    and summed.closed_entered = summed.entered as is_mature,
    cast(summed.closed_moved_on as double) / nullif(summed.closed_entered, 0)
        as closed_cohort_rate,
    cast(summed.moved_on as double) / nullif(summed.entered, 0) as open_cohort_rate,
    cast(summed.period_next_entries as double) / nullif(summed.period_entries, 0) as period_rate,
    summed.median_seconds / 86400.0 as median_days,
    summed.lower_seconds / 86400.0 as lower_quartile_days,
    summed.upper_seconds / 86400.0 as upper_quartile_days
from summed
cross join last_day
