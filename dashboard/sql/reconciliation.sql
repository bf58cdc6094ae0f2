-- grain: one row per source, measure and currency: their total, ours, and why they differ
select
    source,
    vendor,
    measure,
    case when measure like '%amount%' then currency end as currency,
    theirs,
    ours,
    difference,
    cause
from source_reconciliation
order by source, measure, currency, cause
