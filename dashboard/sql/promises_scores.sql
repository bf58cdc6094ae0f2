-- grain: one row per promise, for one period, worst first: its cases, what was promised of them, what it
-- was in the period before, and the twelve months up to this one's end
with

these as (
    select *
    from promise_scorecard
    where
        period_kind = $kind
        and period_start = $start
),

before as (
    select
        promise_id,
        actual
    from promise_scorecard
    where
        period_kind = $kind
        and period_start = $start_before
),

trends as (
    select
        promise_id,
        list(actual order by period_start) as months
    from promise_scorecard
    where
        period_kind = 'month'
        and period_start <= $end
        and period_start > $end - interval 12 month
    group by promise_id
)

select
    these.promise_id,
    these.label,
    these.team,
    these.to_team,
    these.actual,
    these.promised,
    these.unit,
    these.direction,
    these.status,
    coalesce(these.kept_count, 0) as kept_count,
    coalesce(these.kept_count, 0) + coalesce(these.broken_count, 0) as decided_count,
    coalesce(these.excused_count, 0) as excused_count,
    coalesce(these.pending_count, 0) as pending_count,
    before.actual as actual_before,
    coalesce(these.due_count, 0) as due_count,
    coalesce(these.met_count, 0) as met_count,
    coalesce(these.missed_count, 0) as missed_count,
    coalesce(these.overdue_count, 0) as overdue_count,
    trends.months,
    count(*) over (partition by these.label) = 1 as is_only_one
from these
left join before on these.promise_id = before.promise_id
left join trends on these.promise_id = trends.promise_id
order by
    case these.status when 'broken' then 1 when 'at_risk' then 2 when 'kept' then 3 else 4 end,
    these.label,
    these.promise_id
