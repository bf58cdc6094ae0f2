-- grain: one row per source, measure, currency and cause: that part of their total and of ours
select
    source,
    vendor,
    measure,
    currency,
    currency is not null and measure like '%amount%' as is_money,
    sum(theirs) as theirs,
    sum(ours) as ours,
    sum(difference) as difference,
    cause
from source_reconciliation
group by source, vendor, measure, currency, cause
order by source, measure, currency, cause
