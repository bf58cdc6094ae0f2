{# grain: one row per file that landed: delivered = accepted + rejected; repaired rows are accepted #}
select
    file_id,
    source,
    vendor,
    table_name,
    day,
    name,
    delivered_rows,
    accepted_rows,
    rejected_rows,
    coalesce(repaired_rows, 0) as repaired_rows,
    exported_at,
    status,
    reason
from {{ source('landing', 'files') }}
