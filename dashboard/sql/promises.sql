-- grain: one row per promise, for one period, worst first; what it was in the period before beside it
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
    before.actual as actual_before
from these
left join before on these.promise_id = before.promise_id
order by
    case these.status when 'broken' then 1 when 'at_risk' then 2 when 'kept' then 3 else 4 end,
    these.label,
    these.promise_id
