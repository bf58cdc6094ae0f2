{# grain: one row per journey: a subject's signals cut at exits and expiries (semantics 11 to 15).
   An exit takes effect after every signal of its moment; a journey opens only at an activity, or at
   a person's very first record. #}
with as_of as (
    select as_of from {{ source('landing', 'as_of') }}
),

signals as (
    select
        *,
        {{ agreed_version('occurred_at') }} as agreement_version
    from {{ ref('tracked_signals') }}
),

exit_moments as (
    {{ exit_moments(ref('tracked_signals')) }}
),

first_records as (
    select
        subject_id,
        min(occurred_at) as occurred_at
    from signals
    where kind = 'record_created'
    group by subject_id
),

{# closings of deals whose journey a label or a colleague's deal had ended before: such a deal opens
   a journey again when it closes, so that no win is lost with the journey that it began in #}
orphaned_closings as (
    select distinct
        closings.subject_id,
        closings.person_id,
        closings.track,
        closings.occurred_at,
        closings.agreement_version
    from signals as closings
    inner join signals as deals_opened
        on
            closings.opportunity_id = deals_opened.opportunity_id
            and deals_opened.kind = 'deal_created'
    inner join exit_moments
        on
            closings.subject_id = exit_moments.subject_id
            and closings.track = exit_moments.track
            and deals_opened.occurred_at <= exit_moments.occurred_at
            and closings.occurred_at > exit_moments.occurred_at
    where
        closings.kind in ('deal_won', 'deal_lost')
        and exit_moments.exit_id not in ('won', 'lost')
),

first_activities as (
    select
        subject_id,
        min(occurred_at) as occurred_at
    from signals
    where is_activity
    group by subject_id
),

openings as (
    select
        subject_id,
        person_id,
        cast(null as varchar) as visitor_id,
        track,
        occurred_at,
        agreement_version,
        kind = 'deal_created' as opens_deal
    from signals
    where is_activity
    union all
    select
        subject_id,
        person_id,
        cast(null as varchar) as visitor_id,
        track,
        occurred_at,
        agreement_version,
        false as opens_deal
    from orphaned_closings
    union all
    select
        first_records.subject_id,
        first_records.subject_id as person_id,
        cast(null as varchar) as visitor_id,
        'main' as track,
        first_records.occurred_at,
        {{ agreed_version('first_records.occurred_at') }} as agreement_version,
        false as opens_deal
    from first_records
    left join first_activities on first_records.subject_id = first_activities.subject_id
    where
        first_activities.occurred_at is null
        or first_records.occurred_at < first_activities.occurred_at
    union all
    select
        visitor_id as subject_id,
        cast(null as varchar) as person_id,
        visitor_id,
        'main' as track,
        started_at as occurred_at,
        {{ agreed_version('started_at') }} as agreement_version,
        false as opens_deal
    from {{ ref('sessions') }}
    where person_id is null
),

stream as (
    select
        subject_id,
        track,
        occurred_at,
        0 as is_exit,
        max(person_id) as person_id,
        max(visitor_id) as visitor_id,
        max(agreement_version) as agreement_version,
        max(case when opens_deal then 1 else 0 end) as opens_deal
    from openings
    group by subject_id, track, occurred_at
    union all
    select
        subject_id,
        track,
        occurred_at,
        1 as is_exit,
        null as person_id,
        null as visitor_id,
        null as agreement_version,
        0 as opens_deal
    from exit_moments
),

segmented as (
    select
        *,
        coalesce(sum(is_exit) over (
            partition by subject_id, track order by occurred_at, is_exit
            rows between unbounded preceding and 1 preceding
        ), 0) as segment
    from stream
),

acts as (
    select
        segmented.*,
        exits.occurred_at as segment_exit_at,
        segmented.occurred_at
        + {{ agreed_expiry_days('segmented.agreement_version') }} * interval '24 hours' as expires_at,
        lead(segmented.occurred_at) over (
            partition by segmented.subject_id, segmented.track, segmented.segment
            order by segmented.occurred_at
        ) as next_act_at,
        sum(segmented.opens_deal) over (
            partition by segmented.subject_id, segmented.track, segmented.segment
            order by segmented.occurred_at rows between unbounded preceding and current row
        ) as open_deals
    from segmented
    left join segmented as exits
        on
            segmented.subject_id = exits.subject_id
            and segmented.track = exits.track
            and segmented.segment = exits.segment
            and exits.is_exit = 1
    where segmented.is_exit = 0
),

expiring as (
    select
        *,
        coalesce(
            open_deals = 0
            and expires_at < coalesce(
                next_act_at,
                segment_exit_at,
                (select as_of from as_of) + interval '1 microsecond'
            ),
            false
        ) as is_expired
    from acts
),

numbered as (
    select
        *,
        lag(is_expired) over (
            partition by subject_id, track, segment order by occurred_at
        ) as follows_expiry
    from expiring
),

grouped as (
    select
        *,
        count(case when follows_expiry then 1 end) over (
            partition by subject_id, track, segment order by occurred_at
            rows between unbounded preceding and current row
        ) as journey_in_segment
    from numbered
),

cut as (
    select
        subject_id,
        track,
        segment,
        journey_in_segment,
        max(person_id) as person_id,
        max(visitor_id) as visitor_id,
        min(occurred_at) as opened_at,
        max(occurred_at) as last_activity_at,
        max(segment_exit_at) as segment_exit_at,
        max(case when is_expired then expires_at end) as expired_at
    from grouped
    group by subject_id, track, segment, journey_in_segment
),

ended as (
    select
        cut.*,
        coalesce(cut.expired_at, cut.segment_exit_at) as exited_at,
        case when cut.expired_at is not null then 'expired' else exit_moments.exit_id end as exit_id,
        case when cut.expired_at is null then exit_moments.value end as exit_word,
        row_number() over (
            partition by cut.subject_id
            order by cut.opened_at, case cut.track when 'main' then 0 else 1 end, cut.track
        ) as journey_number
    from cut
    left join exit_moments
        on
            cut.subject_id = exit_moments.subject_id
            and cut.track = exit_moments.track
            and cut.segment_exit_at = exit_moments.occurred_at
)

select
    {{ entry_id(['subject_id', 'journey_number']) }} as journey_id,
    subject_id,
    track,
    person_id,
    visitor_id,
    journey_number,
    opened_at,
    last_activity_at,
    exited_at,
    exit_id,
    exit_word
from ended
