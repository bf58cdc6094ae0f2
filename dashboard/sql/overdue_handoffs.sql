-- grain: one row per team that has handoffs waiting longer than promised
select
    coalesce(owner_team, to_team) as team,
    count(distinct journey_id) as waiting,
    min(since) as since
from open_handoffs
where is_overdue
group by all
order by waiting desc, team
