{# grain: one row per lead and form that Marketo itself would count, by another way than the models take:
   from the delivered rows alone #}
with leads as (
    select
        source,
        'people' as measure,
        'marketo:lead:' || trim(id) as item_key,
        coalesce(
            max_by({{ utc_instant('createdAt') }}, exported_at), min(exported_at)
        ) as counted_at
    from {{ source('raw', 'marketo__leads') }}
    group by source, trim(id)
),

{# activity type 2: Fill Out Form #}
forms as (
    select
        source,
        'forms' as measure,
        'marketo:activity:' || right('00000000000000000000', 20 - least(length(trim(marketoGUID)), 20))
        || trim(marketoGUID) as item_key,
        coalesce(min({{ utc_instant('activityDate') }}), min(exported_at)) as counted_at
    from {{ source('raw', 'marketo__activities') }}
    where trim(activityTypeId) = '2'
    group by source, trim(marketoGUID)
),

counted as (
    select * from leads
    union all
    select * from forms
)

select
    'marketo' as vendor,
    source,
    measure,
    item_key,
    cast(null as varchar) as currency,
    {{ agreed_day('counted_at') }} as counted_on,
    counted_at,
    cast(1 as decimal(18, 2)) as size,
    cast(null as varchar) as told
from counted
