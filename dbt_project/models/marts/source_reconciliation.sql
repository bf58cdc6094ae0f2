{# grain: one row per source, measure, currency, month and cause: a part of the bridge from their total to
   ours. Theirs is counted from the delivered rows alone, by another way than the models take, and both
   are compared one thing at a time, so that each stands in one part and the parts sum to the totals. #}
with as_of as (
    select as_of from {{ source('landing', 'as_of') }}
),

theirs as (
    {{ every_vendor('counted_items') }}
),

compared as (
    select
        coalesce(theirs.source, ours.source, ours.vendor) as source,
        coalesce(theirs.vendor, ours.vendor) as vendor,
        coalesce(theirs.measure, ours.measure) as measure,
        theirs.currency,
        cast(date_trunc('month', theirs.counted_on) as date) as their_month,
        cast(date_trunc('month', ours.counted_on) as date) as our_month,
        theirs.size as their_size,
        case when ours.held_out is null then ours.size end as our_size,
        case
            when theirs.item_key is null then 'unexplained'
            when ours.item_key is null and theirs.told is not null then theirs.told
            when ours.item_key is null and theirs.counted_at > as_of.as_of then 'after the as-of'
            when ours.item_key is null then 'unexplained'
            when ours.held_out is not null then ours.held_out
            when theirs.size <> ours.size then 'unexplained'
            when date_trunc('month', theirs.counted_on) <> date_trunc('month', ours.counted_on)
                then 'another month'
            else 'none'
        end as cause
    from theirs
    full outer join {{ ref('funnel_items') }} as ours
        on theirs.measure = ours.measure and theirs.item_key = ours.item_key
    left join as_of on true
),

{# what is of another month on our side stands in two: theirs in their month, ours in ours #}
parts as (
    select
        source,
        vendor,
        measure,
        currency,
        their_month as month_start,
        cause,
        their_size as theirs,
        case when cause <> 'another month' then coalesce(our_size, 0) else 0 end as ours
    from compared
    where their_size is not null
    union all
    select
        source,
        vendor,
        measure,
        currency,
        our_month as month_start,
        cause,
        0 as theirs,
        our_size as ours
    from compared
    where our_size is not null and (their_size is null or cause = 'another month')
    union all
    select
        source,
        vendor,
        'rows' as measure,
        cast(null as varchar) as currency,
        cast(date_trunc('month', day) as date) as month_start,
        'none' as cause,
        accepted_rows as theirs,
        accepted_rows as ours
    from {{ ref('landing_files') }}
    where status = 'accepted'
    union all
    select
        source,
        vendor,
        'rows' as measure,
        cast(null as varchar) as currency,
        cast(date_trunc('month', day) as date) as month_start,
        case status
            when 'accepted' then 'rejected'
            when 'replaced' then 'delivered again'
            when 'later' then 'after the as-of'
            else 'held back'
        end as cause,
        delivered_rows - case when status = 'accepted' then accepted_rows else 0 end as theirs,
        0 as ours
    from {{ ref('landing_files') }}
    where status <> 'accepted' or delivered_rows <> accepted_rows
)

select
    source,
    vendor,
    measure,
    currency,
    month_start,
    cause,
    cast(sum(theirs) as decimal(18, 2)) as theirs,
    cast(sum(ours) as decimal(18, 2)) as ours,
    cast(sum(ours) - sum(theirs) as decimal(18, 2)) as difference,
    count(*) as part_count
from parts
group by source, vendor, measure, currency, month_start, cause
