-- grain: one row per source, those that need someone first
select
    source,
    vendor,
    required,
    stale_after_hours,
    last_exported_at,
    last_day,
    coalesce(files, 0) as files,
    coalesce(delivered_rows, 0) as delivered_rows,
    coalesce(accepted_rows, 0) as accepted_rows,
    coalesce(rejected_rows, 0) as rejected_rows,
    status,
    message,
    coalesce(delivered_rows, 0) = coalesce(accepted_rows, 0) + coalesce(rejected_rows, 0)
        as is_balanced
from source_status
order by
    case status when 'held' then 1 when 'missing' then 2 when 'stale' then 3 else 4 end,
    source
