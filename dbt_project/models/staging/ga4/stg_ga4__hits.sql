{# grain: one row per distinct GA4 event; a client's identical event sent twice counts once #}
select distinct
    source,
    event_date,
    event_timestamp,
    event_name,
    nullif(trim(user_id), '') as user_id,
    user_pseudo_id,
    stream_id,
    ga_session_id,
    user_pseudo_id || '.' || cast(ga_session_id as varchar) as source_session_key,
    page_location,
    regexp_replace(
        regexp_replace(page_location, '^[a-z]+://[^/?#]*', ''), '[?#].*$', ''
    ) as page_path,
    batch_page_id,
    batch_ordering_id,
    batch_event_index,
    analytics_storage,
    session_source,
    session_medium,
    session_campaign,
    coalesce(collected_source, event_source) as hit_source,
    coalesce(collected_medium, event_medium) as hit_medium,
    coalesce(collected_campaign, event_campaign) as hit_campaign,
    gclid,
    default_channel_group,
    exported_at
from {{ source('raw', 'ga4__events') }}
