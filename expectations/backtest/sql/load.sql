-- what each rep of the sales side owes under each, of what began since; kept of what is judged today
with promises as (
    select 'before' as side, * from before.main.promise_obligations
    union all by name
    select 'after' as side, * from memory.after.promise_obligations
)

select
    promise_id,
    coalesce(owner_id, 'nobody') as owner_id,
    count(*) filter (where side = 'before') as before,
    count(*) filter (where side = 'after') as after,
    count(*) filter (where side = 'before' and status = 'kept') as kept,
    count(*) filter (where side = 'before' and status in ('kept', 'broken')) as judged
from promises
where team = 'sales' and starts_at >= $since
group by promise_id, coalesce(owner_id, 'nobody')
order by promise_id, before desc, after desc, coalesce(owner_id, 'nobody')
