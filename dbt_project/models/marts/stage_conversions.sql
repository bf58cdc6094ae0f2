{# grain: one row per monthly cohort, pair of neighbouring stages and persona ('all' = everyone): of the
   journeys that entered the first stage in that month, how many entered the next one. Journeys younger
   than the window are too young to say; the rate that counts is over mature cohorts. #}
with as_of as (
    select as_of from {{ source('landing', 'as_of') }}
),

stages as (
    select
        agreement_version,
        stage_id,
        stage_order,
        lead(stage_id) over (partition by agreement_version order by stage_order) as next_stage_id
    from {{ ref('dim_stage') }}
),

entries as (
    select
        *,
        coalesce(persona_id, 'none') as persona
    from {{ ref('fct_funnel') }}
    where excluded_by is null
    qualify row_number() over (
        partition by journey_id, stage_id order by entered_at, funnel_entry_id
    ) = 1
),

windows as (
    select
        agreement_version,
        stage_id,
        max(cast(window_days as integer)) as window_days
    from {{ source('agreement', 'kpis') }}
    group by agreement_version, stage_id
),

steps as (
    select
        cast(date_trunc('month', entries.entered_on) as date) as cohort_start,
        entries.stage_id as from_stage_id,
        stages.next_stage_id as to_stage_id,
        entries.stage_order,
        entries.persona,
        entries.journey_id,
        entries.entered_at,
        entries.entry_kind,
        entries.time_basis,
        next_entries.entered_at as moved_at,
        next_entries.entry_kind as moved_kind,
        next_entries.time_basis as moved_time_basis,
        journeys.exited_at,
        coalesce(windows.window_days, 90) as window_days,
        entries.entered_at
        + coalesce(windows.window_days, 90) * interval '24 hours' > as_of.as_of as is_young
    from entries
    cross join as_of
    inner join stages
        on
            entries.agreement_version = stages.agreement_version
            and entries.stage_id = stages.stage_id
    inner join {{ ref('dim_journey') }} as journeys on entries.journey_id = journeys.journey_id
    left join entries as next_entries
        on
            entries.journey_id = next_entries.journey_id
            and stages.next_stage_id = next_entries.stage_id
            and entries.entered_at <= next_entries.entered_at
    left join windows
        on
            entries.agreement_version = windows.agreement_version
            and stages.next_stage_id = windows.stage_id
    where stages.next_stage_id is not null
),

measured as (
    select
        *,
        moved_at is not null as has_moved,
        coalesce(moved_at <= entered_at + window_days * interval '24 hours', false)
            as has_moved_in_window,
        {# an inferred or undated entry has no duration #}
        case
            when
                entry_kind <> 'inferred' and moved_kind <> 'inferred'
                and time_basis <> 'delivered' and moved_time_basis <> 'delivered'
                then {{ seconds_between('entered_at', 'moved_at') }} / 86400.0
        end as days
    from steps
),

summed as (
    select
        cohort_start,
        from_stage_id,
        to_stage_id,
        coalesce(persona, 'all') as persona_id,
        max(stage_order) as stage_order,
        count(*) as entered,
        count(case when has_moved then 1 end) as moved_on,
        count(case when has_moved_in_window then 1 end) as moved_on_in_window,
        count(case when not has_moved and exited_at is not null then 1 end) as left_journey,
        count(case when not has_moved and exited_at is null then 1 end) as still_open,
        count(case when not has_moved and exited_at is null and is_young then 1 end) as too_young,
        max(window_days) as window_days,
        bool_and(not is_young) as is_mature,
        cast(median(days) as double) as median_days,
        cast(percentile_cont(0.25) within group (order by days) as double) as lower_quartile_days,
        cast(percentile_cont(0.75) within group (order by days) as double) as upper_quartile_days
    from measured
    group by grouping sets (  -- noqa: PRS
        (cohort_start, from_stage_id, to_stage_id),
        (cohort_start, from_stage_id, to_stage_id, persona)
    )
),

{# entries of the later stage over entries of the earlier one in the same month: no conversion, and
   named so #}
period_entries as (
    select
        cast(date_trunc('month', entered_on) as date) as period_start,
        stage_id,
        coalesce(persona, 'all') as persona_id,
        count(*) as entries
    from entries
    group by grouping sets (  -- noqa: PRS
        (cast(date_trunc('month', entered_on) as date), stage_id),
        (cast(date_trunc('month', entered_on) as date), stage_id, persona)
    )
)

select
    'month' as cohort_kind,
    summed.cohort_start,
    summed.from_stage_id,
    summed.to_stage_id,
    summed.persona_id,
    summed.stage_order,
    summed.entered,
    summed.moved_on,
    summed.moved_on_in_window,
    summed.left_journey,
    summed.still_open,
    summed.too_young,
    summed.window_days,
    summed.is_mature,
    cast(summed.moved_on as double) / nullif(summed.entered, 0) as conversion_rate,
    cast(coalesce(later.entries, 0) as double) / nullif(earlier.entries, 0) as period_rate,
    summed.median_days,
    summed.lower_quartile_days,
    summed.upper_quartile_days
from summed
left join period_entries as earlier
    on
        summed.cohort_start = earlier.period_start
        and summed.from_stage_id = earlier.stage_id
        and summed.persona_id = earlier.persona_id
left join period_entries as later
    on
        summed.cohort_start = later.period_start
        and summed.to_stage_id = later.stage_id
        and summed.persona_id = later.persona_id
