{# grain: one row per file that landed: delivered = accepted + rejected; repaired rows are accepted #}
{# of a file that no run reads, because a later one took its place, only the delivered are known #}
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
    case
        when is_loaded or status <> 'accepted' then status
        when exported_at > (select max(as_of) from {{ source('landing', 'as_of') }}) then 'later'
        else 'replaced'
    end as status,
    reason
from {{ source('landing', 'files') }}
