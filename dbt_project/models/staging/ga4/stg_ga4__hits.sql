{# grain: one row per distinct GA4 event; what a client sent, or two exports hold, twice counts once.
   Where an export carries no session id (a flattened one), a browser's hits are cut into sessions
   where it was silent for more than half an hour, and a session is called by its first second. #}
{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook=["{{ forget_changed_sessions() }}", "{{ forget_changed_hits() }}"],
    post_hook="{{ sign_with_code() }}",
) }}
with days as (
    {{ days_to_make() }}
),

files_without_sessions as (
    select landing_file
    from {{ source('raw', 'ga4__events') }}
    group by landing_file
    having count(ga_session_id) = 0
),

unnamed as (
    select distinct
        events.source,
        events.user_pseudo_id,
        events.event_timestamp
    from {{ source('raw', 'ga4__events') }} as events
    inner join files_without_sessions on events.landing_file = files_without_sessions.landing_file
    where events.user_pseudo_id is not null
),

gaps as (
    select
        *,
        event_timestamp - lag(event_timestamp) over (
            partition by source, user_pseudo_id order by event_timestamp
        ) as silent_us
    from unnamed
),

cut as (
    select
        source,
        user_pseudo_id,
        event_timestamp,
        max(case when silent_us is null or silent_us > 1800000000 then event_timestamp end) over (
            partition by source, user_pseudo_id order by event_timestamp
            rows between unbounded preceding and current row
        ) as started_us
    from gaps
),

hits as (
    select
        events.*,
        days.day_digest,
        coalesce(
            events.ga_session_id,
            cast(cast(floor(cut.started_us / 1000000) as bigint) as varchar)
        ) as session_name
    from {{ source('raw', 'ga4__events') }} as events
    inner join days on events.source = days.source and events.event_date = days.event_date
    left join files_without_sessions on events.landing_file = files_without_sessions.landing_file
    {# what is asked of the left side alone stands within a key: beside the keys, it would have every
       row compared with every other #}
    left join cut
        on
            events.source = cut.source
            and case when files_without_sessions.landing_file is not null then events.user_pseudo_id end
            = cut.user_pseudo_id
            and events.event_timestamp = cut.event_timestamp
)

select
    source,
    event_date,
    event_timestamp,
    event_name,
    nullif(trim(user_id), '') as user_id,
    user_pseudo_id,
    stream_id,
    session_name as ga_session_id,
    user_pseudo_id || '.' || session_name as source_session_key,
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
    day_digest,
    min(exported_at) as exported_at
from hits
group by all
