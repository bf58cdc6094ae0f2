{# grain: one row per configured source: how fresh it is and what it delivered #}
select
    source,
    vendor,
    required,
    stale_after_hours,
    last_exported_at,
    last_day,
    delivered_rows,
    accepted_rows,
    rejected_rows,
    files,
    status,
    message
from {{ source('landing', 'sources') }}
