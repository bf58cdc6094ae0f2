{# grain: one row per session that Google Analytics itself would count, by another way than the models
   take: from the delivered rows alone, on the day of the property's own zone #}
select
    'ga4' as vendor,
    source,
    'sessions' as measure,
    'session:' || source || ':' || user_pseudo_id || '.' || cast(ga_session_id as varchar) as item_key,
    cast(null as varchar) as currency,
    min(event_date) as counted_on,
    {{ from_microseconds('min(event_timestamp)') }} as counted_at,
    cast(1 as decimal(18, 2)) as size,
    cast(null as varchar) as told
from {{ source('raw', 'ga4__events') }}
where user_pseudo_id is not null and ga_session_id is not null
group by source, user_pseudo_id, ga_session_id
