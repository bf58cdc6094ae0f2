{# grain: one row per change of a deal's stage or amount, and who told it: OpportunityHistory; a delivery,
   where nothing was tracked; or a correction: a delivery that shows another stage than what was known
   when it was exported #}
with tracked as (
    select
        {{ salesforce_key('deal', 'OpportunityId') }} as deal_key,
        'salesforce:deal_change:' || left(trim(Id), 15) as change_key,
        trim(StageName) as deal_stage,
        try_cast(Amount as decimal(18, 2)) as amount,
        {{ utc_instant('CreatedDate') }} as occurred_at,
        min(exported_at) as observed_at
    from {{ source('raw', 'salesforce__opportunityhistory') }}
    where not {{ is_true('IsDeleted') }}
    group by all
),

tracked_deals as (
    select distinct deal_key from tracked
),

shown as (
    select
        {{ salesforce_key('deal', 'Id') }} as deal_key,
        trim(StageName) as deal_stage,
        exported_at,
        row_number() over (
            partition by left(trim(Id), 15) order by exported_at, landing_file, landing_line
        ) as delivery_number
    from {{ source('raw', 'salesforce__opportunity') }}
),

told as (
    select
        deal_key,
        change_key,
        deal_stage,
        amount,
        occurred_at,
        observed_at,
        least(occurred_at, observed_at) as known_at,
        0 as delivery_number,
        'event' as time_basis,
        'history' as told_by
    from tracked
    union all
    select
        shown.deal_key,
        shown.deal_key || ':shown:' || cast(shown.delivery_number as varchar) as change_key,
        shown.deal_stage,
        cast(null as decimal(18, 2)) as amount,
        shown.exported_at as occurred_at,
        shown.exported_at as observed_at,
        shown.exported_at as known_at,
        shown.delivery_number,
        'delivered' as time_basis,
        case when tracked_deals.deal_key is null then 'delivery' else 'correction' end as told_by
    from shown
    left join tracked_deals on shown.deal_key = tracked_deals.deal_key
    where shown.deal_stage <> ''
),

compared as (
    select
        *,
        lag(deal_stage) over (
            partition by deal_key
            order by
                known_at,
                case told_by when 'history' then 0 else 1 end,
                occurred_at,
                delivery_number,
                change_key
        ) as stage_before
    from told
)

select
    'salesforce' as vendor,
    deal_key,
    change_key,
    deal_stage,
    amount,
    coalesce(occurred_at, observed_at) as occurred_at,
    observed_at,
    time_basis,
    told_by
from compared
where told_by = 'history' or coalesce(stage_before, '') <> deal_stage
