-- grain: one row per source, measure and currency: their total, ours, and why they differ
select
    source,
    vendor,
    measure,
    currency,
    currency is not null and measure like '%amount%' as is_money,
    theirs,
    ours,
    difference,
    cause
from source_reconciliation
order by source, measure, currency, cause
