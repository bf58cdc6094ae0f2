-- grain: one row per source, measure and currency of source_reconciliation, and cause of a difference;
-- one with no cause where there is none. What the causes leave over must be nothing.
with totals as (
    select
        source,
        vendor,
        measure,
        currency,
        sum(theirs) as theirs,
        sum(ours) as ours
    from source_reconciliation
    group by all
),

causes as (
    select
        source,
        vendor,
        measure,
        currency,
        cause,
        sum(difference) as difference
    from source_reconciliation
    where cause <> 'none' and cause <> 'unexplained'
    group by all
    having sum(difference) <> 0
)

select
    totals.source,
    totals.vendor,
    totals.measure,
    totals.currency,
    totals.currency is not null and totals.measure like '%amount%' as is_money,
    totals.theirs,
    totals.ours,
    causes.cause,
    causes.difference,
    totals.ours - totals.theirs
    - coalesce(sum(causes.difference) over (
        partition by totals.source, totals.vendor, totals.measure, totals.currency
    ), 0) as left_over
from totals
left join causes
    on
        totals.source = causes.source
        and totals.vendor = causes.vendor
        and totals.measure = causes.measure
        and totals.currency is not distinct from causes.currency
order by
    totals.measure = 'rows', totals.source, totals.vendor, totals.measure, totals.currency,
    abs(causes.difference) desc, causes.cause
