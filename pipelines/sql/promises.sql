-- grain: one row per promise, for the quarter that holds a day, by who made it
select
    team,
    label,
    unit,
    direction,
    actual,
    promised,
    status
from promise_scorecard
where
    period_kind = 'quarter'
    and cast($day as date) between period_start and period_end
qualify row_number() over (partition by promise_id order by agreement_version desc) = 1
order by team, label, promise_id
