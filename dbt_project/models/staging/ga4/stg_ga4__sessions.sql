{# grain: one row per web session (client and ga_session_id); who identified themselves in it, last #}
{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='fail',
    post_hook="{{ sign_with_code() }}",
) }}
with hits as (
    {{ hits_to_make() }}
),

sessions as (
    select
        source,
        source_session_key,
        user_pseudo_id as client_id,
        min(event_timestamp) as started_us,
        min(exported_at) as observed_at,
        max_by(user_id, case when user_id is not null then event_timestamp end) as user_id,
        min_by(
            coalesce(session_source, hit_source),
            case when coalesce(session_source, hit_source) is not null then event_timestamp end
        ) as traffic_source,
        min_by(
            coalesce(session_medium, hit_medium),
            case when coalesce(session_medium, hit_medium) is not null then event_timestamp end
        ) as traffic_medium,
        min_by(
            coalesce(session_campaign, hit_campaign),
            case when coalesce(session_campaign, hit_campaign) is not null then event_timestamp end
        ) as traffic_campaign,
        max(default_channel_group) as default_channel_group,
        max(gclid) as gclid,
        count(*) as hit_count
    from hits
    where user_pseudo_id is not null and ga_session_id is not null
    group by all
)

select
    'ga4' as vendor,
    source,
    source_session_key,
    'ga4:client:' || client_id as client_key,
    {{ from_microseconds('started_us') }} as started_at,
    observed_at,
    user_id,
    traffic_source,
    traffic_medium,
    traffic_campaign,
    coalesce(
        default_channel_group,
        {{ default_channel('traffic_source', 'traffic_medium', 'traffic_campaign', 'gclid') }}
    ) as channel,
    hit_count
from sessions
