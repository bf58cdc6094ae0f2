-- grain: one row, of all leads that are with sales now: how many, how many late, whose, what is due first
-- and how many the agreed plan covers
select
    count(*) as leads,
    count(*) filter (where is_overdue) as overdue,
    count(*) filter (where owner_kind = 'nobody') as with_nobody,
    count(*) filter (where owner_kind <> 'rep') as without_rep,
    count(*) filter (where due_at is not null and not is_overdue) as due_later,
    min(due_at) filter (where not is_overdue) as next_due_at,
    min(due_at) filter (where is_overdue) as oldest_due_at,
    count(*) filter (where say is not null) as planned,
    count(*) filter (where say is not null) / nullif(count(*), 0) as planned_rate
from open_handoffs
