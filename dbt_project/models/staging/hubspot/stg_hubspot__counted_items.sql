{# grain: one row per contact and form that HubSpot itself would count, by another way than the models
   take: from the delivered rows alone #}
with contacts as (
    select
        source,
        'people' as measure,
        'hubspot:contact:' || trim(id) as item_key,
        coalesce(
            max_by({{ utc_instant('createdAt') }}, exported_at), min(exported_at)
        ) as counted_at
    from {{ source('raw', 'hubspot__contacts') }}
    group by source, trim(id)
),

forms as (
    select
        source,
        'forms' as measure,
        'hubspot:form_submission:' || trim(conversion_id) as item_key,
        coalesce(min({{ utc_instant('timestamp') }}), min(exported_at)) as counted_at
    from {{ source('raw', 'hubspot__form_submissions') }}
    group by source, trim(conversion_id)
),

counted as (
    select * from contacts
    union all
    select * from forms
)

select
    'hubspot' as vendor,
    source,
    measure,
    item_key,
    cast(null as varchar) as currency,
    {{ agreed_day('counted_at') }} as counted_on,
    counted_at,
    cast(1 as decimal(18, 2)) as size,
    cast(null as varchar) as told
from counted
