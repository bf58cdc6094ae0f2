{# grain: one row per session that Google Analytics itself would count, by another way than the models
   take: from the delivered rows alone, on the day of the property's own zone. Where an export carries
   no session id, a hit begins one that no other of its browser's came within the half hour before. #}
with files_without_sessions as (
    select landing_file
    from {{ source('raw', 'ga4__events') }}
    group by landing_file
    having count(ga_session_id) = 0
),

unnamed as (
    select distinct
        events.source,
        events.user_pseudo_id,
        events.event_timestamp,
        events.event_date
    from {{ source('raw', 'ga4__events') }} as events
    inner join files_without_sessions on events.landing_file = files_without_sessions.landing_file
    where events.user_pseudo_id is not null
),

began as (
    select
        *,
        count(*) over (
            partition by source, user_pseudo_id order by event_timestamp
            range between 1800000000 preceding and 1 preceding
        ) as hits_before
    from unnamed
),

sessions as (
    select
        source,
        user_pseudo_id,
        ga_session_id as session_name,
        event_date,
        event_timestamp
    from {{ source('raw', 'ga4__events') }}
    where user_pseudo_id is not null and ga_session_id is not null
    union all
    select
        source,
        user_pseudo_id,
        cast(cast(floor(event_timestamp / 1000000) as bigint) as varchar) as session_name,
        event_date,
        event_timestamp
    from began
    where hits_before = 0
)

select
    'ga4' as vendor,
    source,
    'sessions' as measure,
    'session:' || source || ':' || user_pseudo_id || '.' || session_name as item_key,
    cast(null as varchar) as currency,
    min(event_date) as counted_on,
    {{ from_microseconds('min(event_timestamp)') }} as counted_at,
    cast(1 as decimal(18, 2)) as size,
    cast(null as varchar) as told
from sessions
group by source, user_pseudo_id, session_name
