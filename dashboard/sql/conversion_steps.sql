-- grain: one row per step of the funnel, in order: its rates as sums over sums of the chosen cohorts, and
-- its time, for one value of one dimension
with

labels as (
    select
        stage_id,
        max_by(label, agreement_version) as label,
        max_by(owner_team, agreement_version) as owner_team
    from dim_stage
    group by stage_id
),

steps as (
    select
        from_stage_id,
        to_stage_id,
        max(stage_order) as stage_order,
        max(last_version) as last_version,
        max_by(window_days, last_version) as window_days
    from stage_conversions
    where dimension = 'all'
    group by all
),

sums as (
    select
        from_stage_id,
        to_stage_id,
        sum(entered) as entered,
        sum(inferred) as inferred,
        sum(moved_on) as moved_on,
        sum(left_journey) as left_journey,
        sum(still_open) as still_open,
        sum(too_young) as too_young,
        sum(closed_entered) as closed_entered,
        sum(closed_moved_on) as closed_moved_on,
        sum(period_entries) as period_entries,
        sum(period_next_entries) as period_next_entries
    from stage_conversions
    where
        dimension = $dimension
        and dimension_value = $value
        and cohort_start between $start and $last_month
    group by all
),

speeds as (
    select *
    from stage_speeds
    where
        dimension = $dimension
        and dimension_value = $value
        and cohort_kind = $cohort_kind
        and cohort_start between $start and $last_month
)

select
    steps.from_stage_id,
    steps.to_stage_id,
    from_labels.label as from_label,
    to_labels.label as to_label,
    from_labels.owner_team as from_team,
    to_labels.owner_team as to_team,
    steps.window_days,
    coalesce(sums.entered, 0) as entered,
    coalesce(sums.inferred, 0) as inferred,
    coalesce(sums.moved_on, 0) as moved_on,
    coalesce(sums.left_journey, 0) as left_journey,
    coalesce(sums.still_open, 0) as still_open,
    coalesce(sums.too_young, 0) as too_young,
    coalesce(sums.closed_entered, 0) as closed_entered,
    coalesce(sums.closed_moved_on, 0) as closed_moved_on,
    coalesce(sums.period_entries, 0) as period_entries,
    coalesce(sums.period_next_entries, 0) as period_next_entries,
    coalesce(speeds.timed, 0) as timed,
    coalesce(speeds.untimed, 0) as untimed,
    speeds.half_days,
    speeds.last_seen_days,
    speeds.moved_share,
    speeds.left_share
from steps
inner join labels as from_labels on steps.from_stage_id = from_labels.stage_id
inner join labels as to_labels on steps.to_stage_id = to_labels.stage_id
left join sums
    on
        steps.from_stage_id = sums.from_stage_id
        and steps.to_stage_id = sums.to_stage_id
left join speeds
    on
        steps.from_stage_id = speeds.from_stage_id
        and steps.to_stage_id = speeds.to_stage_id
order by steps.stage_order, steps.last_version desc, steps.to_stage_id
