-- grain: one row per promise, for the quarter that holds the last day delivered, by who made it
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
    and (select max(day) from landing_files where accepted_rows is not null)
    between period_start and period_end
qualify row_number() over (partition by promise_id order by agreement_version desc) = 1
order by team, label, promise_id
