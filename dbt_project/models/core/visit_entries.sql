{# grain: one row per session of a journey (observed), and one inferred visit per journey that
   entered a later stage before its first session (semantics 8) #}
with journeys as (
    select * from {{ ref('journeys') }}
),

sessions as (
    select
        *,
        coalesce(person_id, visitor_id) as subject_id
    from {{ ref('sessions') }}
),

first_stages as (
    select
        journey_id,
        min(entered_at) as entered_at,
        min_by(agreement_version, journey_position) as agreement_version
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
        sessions.vendor as source_vendor,
        {{ pseudonym('source_record', "'session:' || sessions.source_session_key") }} as source_record_id
    from sessions
    inner join journeys
        on
            sessions.subject_id = journeys.subject_id
            and journeys.track = 'main'
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
