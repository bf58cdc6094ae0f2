{# grain: one row per person, activity and deal that any other tool itself would count, and per won deal
   and its amount, by another way than the models take: from the delivered rows alone, the newest of
   each id #}
with deals as (
    select
        delivered.*,
        'mapped:deal:' || delivered.source || ':' || trim(deal_id) as item_key,
        upper(coalesce(nullif(trim(currency), ''), delivered_by.default_currency)) as currency_code,
        min(exported_at) over (partition by delivered.source, trim(deal_id)) as first_exported_at,
        coalesce(
            created_at, min(exported_at) over (partition by delivered.source, trim(deal_id))
        ) as counted_at
    from {{ source('raw', 'mapped__deals') }} as delivered
    left join {{ source('landing', 'sources') }} as delivered_by
        on delivered.source = delivered_by.source
    qualify row_number() over (
        partition by delivered.source, trim(deal_id)
        order by exported_at desc, landing_file desc, landing_line desc
    ) = 1
),

{# the flags say who won, or else the agreed meaning of the stage's own word #}
won_deals as (
    select *
    from deals
    where
        {{ is_true('is_won') }}
        or (
            not {{ is_true('is_closed') }}
            and {{ agreed_deal_state(agreed_version('first_exported_at'), "'mapped'", 'deal_stage') }}
            = 'won'
        )
),

counted as (
    select
        source,
        'people' as measure,
        'mapped:' || source || ':' || trim(record_id) as item_key,
        cast(null as varchar) as currency,
        coalesce(max_by(created_at, exported_at), min(exported_at)) as counted_at,
        cast(null as date) as closed_on,
        cast(1 as decimal(18, 2)) as size
    from {{ source('raw', 'mapped__people') }}
    group by source, trim(record_id)
    union all
    select
        source,
        'activities' as measure,
        'mapped:activity:' || source || ':' || trim(activity_id) as item_key,
        cast(null as varchar) as currency,
        coalesce(min(occurred_at), min(exported_at)) as counted_at,
        cast(null as date) as closed_on,
        cast(1 as decimal(18, 2)) as size
    from {{ source('raw', 'mapped__activities') }}
    group by source, trim(activity_id)
    union all
    select
        source,
        'deals' as measure,
        item_key,
        currency_code as currency,
        counted_at,
        cast(null as date) as closed_on,
        cast(1 as decimal(18, 2)) as size
    from deals
    union all
    select
        source,
        'won deals' as measure,
        item_key,
        currency_code as currency,
        counted_at,
        closed_on,
        cast(1 as decimal(18, 2)) as size
    from won_deals
    union all
    select
        source,
        'won amount' as measure,
        item_key,
        currency_code as currency,
        counted_at,
        closed_on,
        coalesce(try_cast(amount as decimal(18, 2)), 0) as size
    from won_deals
)

select
    'mapped' as vendor,
    source,
    measure,
    item_key,
    currency,
    coalesce(closed_on, {{ agreed_day('counted_at') }}) as counted_on,
    counted_at,
    size,
    cast(null as varchar) as told
from counted
