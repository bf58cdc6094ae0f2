-- grain: one row per period of a kind that the scorecard tells of, the newest first
select
    period_start,
    max(period_end) as period_end
from promise_scorecard
where period_kind = $kind
group by period_start
order by period_start desc
