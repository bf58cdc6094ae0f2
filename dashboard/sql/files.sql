-- grain: one row per delivered file, the troubled and then the newest first
select
    source,
    vendor,
    table_name,
    day,
    name,
    coalesce(delivered_rows, 0) as delivered_rows,
    coalesce(accepted_rows, 0) as accepted_rows,
    coalesce(rejected_rows, 0) as rejected_rows,
    coalesce(repaired_rows, 0) as repaired_rows,
    exported_at,
    status,
    reason,
    -- of a file that no run reads, none is missing
    status in ('replaced', 'later')
    or coalesce(delivered_rows, 0) = coalesce(accepted_rows, 0) + coalesce(rejected_rows, 0)
        as is_balanced
from landing_files
order by
    case when status = 'quarantined' then 1 when coalesce(rejected_rows, 0) + coalesce(repaired_rows, 0) > 0 then 2 else 3 end,
    exported_at desc,
    source,
    table_name,
    name
