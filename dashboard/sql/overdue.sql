-- grain: one row per team, the journeys for which it has not yet done what is due by its promise
select
    team,
    count(distinct journey_id) as waiting,
    min(due_at) as due_at
from promise_obligations
where is_late_now
group by team
order by waiting desc, team
