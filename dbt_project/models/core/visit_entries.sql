{# grain: one row per session of a journey (observed), and one inferred visit per journey that
   entered a later stage before its first session (semantics 8) #}
with journeys as (
    select * from {{ ref('journeys') }}
),

{# a person's sessions by the journey they belong to; an anonymous browser has one journey at a time #}
sessions as (
    select
        subject_id,
        track,
        occurred_at as started_at,
        observed_at,
        visitor_id,
        channel,
        source_vendor,
        source_record_id
    from {{ ref('tracked_signals') }}
    where kind = 'session'
    union all
    select
        visitor_id as subject_id,
        'main' as track,
        started_at,
        observed_at,
        visitor_id,
        channel,
        vendor as source_vendor,
        source_record_id
    from {{ ref('sessions') }}
    where person_id is null
),

first_stages as (
    select
        journey_id,
        min(entered_at) as entered_at
    from {{ ref('stage_entries') }}
    group by journey_id
),

observed as (
    select
        journeys.journey_id,
        sessions.started_at as entered_at,
        'observed' as entry_kind,
        sessions.observed_at,
        sessions.visitor_id,
        sessions.channel,
        sessions.source_vendor,
        sessions.source_record_id
    from sessions
    inner join journeys
        on
            sessions.subject_id = journeys.subject_id
            and sessions.track = journeys.track
            and sessions.started_at >= journeys.opened_at
            and (journeys.exited_at is null or sessions.started_at <= journeys.exited_at)
),

first_visits as (
    select
        journey_id,
        min(entered_at) as entered_at
    from observed
    group by journey_id
),

inferred as (
    select
        first_stages.journey_id,
        first_stages.entered_at,
        'inferred' as entry_kind,
        cast(null as timestamp) as observed_at,
        cast(null as varchar) as visitor_id,
        cast(null as varchar) as channel,
        cast(null as varchar) as source_vendor,
        cast(null as varchar) as source_record_id
    from first_stages
    left join first_visits on first_stages.journey_id = first_visits.journey_id
    where first_visits.entered_at is null or first_visits.entered_at > first_stages.entered_at
)

select * from observed
union all
select * from inferred
