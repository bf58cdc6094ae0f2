-- conversion and time from each stage to the next, of what entered since; the base of the share is
-- what entered, of the days what moved on
with steps as (
    select 'before' as side, * from before.main.stage_steps
    union all by name
    select 'after' as side, * from memory.after.stage_steps
)

select
    from_stage_id,
    to_stage_id,
    count(*) filter (where side = 'before') as entered_before,
    count(*) filter (where side = 'after') as entered_after,
    count(*) filter (where side = 'before' and outcome = 'moved_on') as moved_before,
    count(*) filter (where side = 'after' and outcome = 'moved_on') as moved_after,
    count(*) filter (where side = 'before' and outcome = 'open') as open_before,
    count(*) filter (where side = 'after' and outcome = 'open') as open_after,
    median(elapsed_seconds) filter (where side = 'before' and outcome = 'moved_on') / 86400
        as days_before,
    median(elapsed_seconds) filter (where side = 'after' and outcome = 'moved_on') / 86400
        as days_after
from steps
where entered_at >= $since
group by from_stage_id, to_stage_id
order by min(stage_order)
