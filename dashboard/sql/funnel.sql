-- grain: one row per stage after the visit, in order: what became of the journeys that entered the
-- first of them in the period (the cohort), up to as-of. Excluded records are left out.
with

ordered_stages as (
    select
        *,
        row_number() over (order by stage_order, stage_id) as place
    from dim_stage
    where is_current
),

stages as (
    select
        *,
        lead(stage_id) over (order by place) as next_stage_id,
        lead(owner_team) over (order by place) as next_team
    from ordered_stages
    where place > 1
),

cohort as (
    select distinct fct_funnel.journey_id
    from fct_funnel
    inner join stages on fct_funnel.stage_id = stages.stage_id
    where
        stages.place = 2
        and fct_funnel.entered_on between $start and $end
        and fct_funnel.excluded_by is null
),

entries as (
    select fct_funnel.*
    from fct_funnel
    inner join cohort on fct_funnel.journey_id = cohort.journey_id
),

-- how long the agreement gives each step, and the newest month old enough to be judged by it
windows as (
    select
        from_stage_id,
        to_stage_id,
        window_days
    from stage_conversions
    where dimension = 'all'
    qualify
        row_number() over (partition by from_stage_id, to_stage_id order by cohort_start desc) = 1
),

mature_months as (
    select *
    from stage_conversions
    where
        dimension = 'all'
        and cohort_kind = 'month'
        and is_mature
        and entered > 0
        and cohort_start < $start
    qualify
        row_number() over (partition by from_stage_id, to_stage_id order by cohort_start desc) = 1
),

steps as (
    select
        stages.place,
        stages.stage_id,
        stages.plural as label,
        stages.owner_team,
        stages.next_stage_id,
        stages.next_team,
        entries.journey_id,
        entries.entry_kind,
        entries.entry_kind = 'inferred' as is_inferred,
        onward.journey_id is not null as is_moved_on,
        onward.journey_id is null and journeys.exited_at is not null as is_left,
        onward.journey_id is null
        and journeys.exited_at is null
        and entries.entered_at + to_days(cast(windows.window_days as integer))
        > (select max(as_of) from run) as is_too_young,
        case
            when
                entries.entry_kind != 'inferred'
                and onward.entry_kind != 'inferred'
                and entries.time_basis != 'delivered'
                and onward.time_basis != 'delivered'
                then date_diff('second', entries.entered_at, onward.entered_at) / 86400.0
        end as step_days,
        windows.window_days
    from stages
    left join entries on stages.stage_id = entries.stage_id
    left join dim_journey as journeys on entries.journey_id = journeys.journey_id
    left join entries as onward
        on
            entries.journey_id = onward.journey_id
            and stages.next_stage_id = onward.stage_id
    left join windows
        on
            stages.stage_id = windows.from_stage_id
            and stages.next_stage_id = windows.to_stage_id
),

reached as (
    select
        place,
        stage_id,
        label,
        owner_team,
        next_stage_id,
        next_team,
        window_days,
        count(distinct journey_id) as journeys,
        count(distinct journey_id) filter (where is_inferred) as inferred,
        count(distinct journey_id) filter (where is_moved_on) as moved_on,
        count(distinct journey_id) filter (where is_left) as left_journey,
        count(distinct journey_id) filter (where is_too_young) as too_young,
        median(step_days) as median_days
    from steps
    group by all
)

select
    reached.stage_id,
    reached.label,
    reached.owner_team,
    reached.next_stage_id,
    reached.next_team,
    reached.journeys,
    reached.inferred,
    reached.moved_on,
    reached.left_journey,
    reached.journeys - reached.moved_on - reached.left_journey as still_open,
    reached.too_young,
    reached.window_days,
    reached.median_days,
    reached.moved_on / nullif(reached.journeys, 0) as moved_on_rate,
    reached.inferred / nullif(reached.journeys, 0) as inferred_rate,
    reached.journeys / nullif(max(reached.journeys) over (), 0) as bar_share,
    (reached.journeys - reached.inferred) / nullif(max(reached.journeys) over (), 0)
        as observed_share,
    mature_months.cohort_start as mature_month,
    mature_months.entered as mature_entered,
    mature_months.closed_cohort_rate as mature_rate,
    mature_months.median_days as mature_days
from reached
left join mature_months
    on
        reached.stage_id = mature_months.from_stage_id
        and reached.next_stage_id = mature_months.to_stage_id
order by reached.place
