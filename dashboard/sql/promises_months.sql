-- grain: one row per month of one promise, the newest first; a bar is of the larger of both figures where
-- things are counted, of the whole where a share is
select
    period_start as month_start,
    label,
    actual,
    promised,
    unit,
    direction,
    status,
    coalesce(due_count, 0) as due_count,
    coalesce(met_count, 0) as met_count,
    coalesce(missed_count, 0) as missed_count,
    coalesce(overdue_count, 0) as overdue_count,
    coalesce(excused_count, 0) as excused_count,
    coalesce(pending_count, 0) as pending_count,
    actual / case unit when 'count' then nullif(greatest(actual, promised), 0) else 1 end as bar_share,
    promised / case unit when 'count' then nullif(greatest(actual, promised), 0) else 1 end as bar_tick,
    agreement_version
from promise_scorecard
where
    promise_id = $promise_id
    and period_kind = 'month'
    and period_start <= $end
order by period_start desc
