{# grain: one row per hit that the agreement calls an activity: a key page or a key event #}
with hits as (
    select
        *,
        {{ from_microseconds('event_timestamp') }} as occurred_at
    from {{ ref('stg_ga4__hits') }}
    where user_pseudo_id is not null
),

key_events as (
    select
        *,
        'event' as what,
        event_name as word
    from hits
    where
        event_name not in ('session_start', 'first_visit', 'user_engagement')
        and {{ agreed_activity(agreed_version('occurred_at'), "'ga4'", "'event'", 'event_name') }}
        is not null
),

key_pages as (
    select
        *,
        'page' as what,
        page_path as word
    from hits
    where
        event_name = 'page_view'
        and {{ agreed_activity(agreed_version('occurred_at'), "'ga4'", "'page'", 'page_path') }}
        is not null
),

key_hits as (
    select * from key_events
    union all
    select * from key_pages
)

select
    'ga4' as vendor,
    'ga4:hit:' || md5(
        user_pseudo_id || '|' || coalesce(source_session_key, '-') || '|' || what || '|' || word
        || '|' || cast(event_timestamp as varchar) || '|' || coalesce(page_location, '-')
        || '|' || coalesce(cast(batch_event_index as varchar), '-')
    ) as event_key,
    cast(null as varchar) as record_key,
    cast(null as varchar) as email,
    source_session_key,
    occurred_at,
    min(exported_at) as observed_at,
    'event' as time_basis,
    what,
    word,
    cast(null as varchar) as value,
    cast(null as varchar) as owner_key,
    cast(null as varchar) as campaign_key
from key_hits
group by all
