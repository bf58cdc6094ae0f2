-- grain: one row per owner of leads that are with sales now, nobody among them; most late leads first
select
    coalesce(owner_id, 'none') as owner,
    any_value(owner_team) as owner_team,
    owner_kind,
    count(*) as leads,
    count(*) filter (where is_overdue) as overdue,
    min(due_at) as due_at,
    min(since) as oldest_since,
    sum(reassigned_count) as reassigned
from open_handoffs
group by all
order by overdue desc, leads desc, owner
