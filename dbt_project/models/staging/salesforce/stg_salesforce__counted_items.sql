{# grain: one row per person's record and deal that Salesforce itself would count, and per won deal and
   its amount, by another way than the models take: from the delivered rows alone, the newest of each id #}
with deals as (
    select
        delivered.*,
        'salesforce:deal:' || left(trim(Id), 15) as item_key,
        upper(coalesce(nullif(trim(CurrencyIsoCode), ''), delivered_by.default_currency))
            as currency,
        coalesce({{ utc_instant('CreatedDate') }}, min(exported_at) over (partition by left(trim(Id), 15)))
            as created_at,
        try_cast(left(trim(CloseDate), 10) as date) as closed_on,
        case when {{ is_true('IsDeleted') }} then 'deleted' end as told
    from {{ source('raw', 'salesforce__opportunity') }} as delivered
    left join {{ source('landing', 'sources') }} as delivered_by
        on delivered.source = delivered_by.source
    qualify row_number() over (
        partition by left(trim(Id), 15)
        order by exported_at desc, landing_file desc, landing_line desc
    ) = 1
),

records as (
    select
        source,
        'salesforce:lead:' || left(trim(Id), 15) as item_key,
        CreatedDate as created_date,
        exported_at
    from {{ source('raw', 'salesforce__lead') }}
    union all
    select
        source,
        'salesforce:contact:' || left(trim(Id), 15) as item_key,
        CreatedDate as created_date,
        exported_at
    from {{ source('raw', 'salesforce__contact') }}
),

people as (
    select
        source,
        item_key,
        coalesce(
            max_by({{ utc_instant('created_date') }}, exported_at), min(exported_at)
        ) as counted_at
    from records
    group by source, item_key
)

select
    'salesforce' as vendor,
    source,
    'people' as measure,
    item_key,
    cast(null as varchar) as currency,
    {{ agreed_day('counted_at') }} as counted_on,
    counted_at,
    cast(1 as decimal(18, 2)) as size,
    cast(null as varchar) as told
from people
union all
select
    'salesforce' as vendor,
    source,
    'deals' as measure,
    item_key,
    currency,
    {{ agreed_day('created_at') }} as counted_on,
    created_at as counted_at,
    cast(1 as decimal(18, 2)) as size,
    told
from deals
union all
select
    'salesforce' as vendor,
    source,
    'won deals' as measure,
    item_key,
    currency,
    coalesce(closed_on, {{ agreed_day('created_at') }}) as counted_on,
    created_at as counted_at,
    cast(1 as decimal(18, 2)) as size,
    told
from deals
where {{ is_true('IsWon') }}
union all
select
    'salesforce' as vendor,
    source,
    'won amount' as measure,
    item_key,
    currency,
    coalesce(closed_on, {{ agreed_day('created_at') }}) as counted_on,
    created_at as counted_at,
    coalesce(try_cast(Amount as decimal(18, 2)), 0) as size,
    told
from deals
where {{ is_true('IsWon') }}
