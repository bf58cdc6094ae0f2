{# grain: one row per day and channel of the web: sessions, distinct visitors of that day, and hits of
   those who denied consent, who are nobody and have no visit (semantics 23) #}
with visits as (
    select
        {{ agreed_day('started_at') }} as day,
        channel,
        count(*) as sessions,
        count(distinct visitor_id) as visitors,
        0 as consent_denied_hits
    from {{ ref('sessions') }}
    group by all
),

denied as (
    select
        {{ agreed_day(from_microseconds('event_timestamp')) }} as day,
        '(consent denied)' as channel,
        0 as sessions,
        0 as visitors,
        count(*) as consent_denied_hits
    from {{ ref('stg_ga4__hits') }}
    where user_pseudo_id is null
    group by all
)

select * from visits
union all
select * from denied
