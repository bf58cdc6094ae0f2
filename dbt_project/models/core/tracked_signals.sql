{# grain: as signals; track says which of a person's concurrent journeys each belongs to (semantics
   15): a second deal's signals to its own, everything else to the lowest-numbered open journey, which
   after the first deal's end is the second's, until an activity finds none open #}
with signals as (
    select * from {{ ref('signals') }}
),

concurrent_deals as (
    select
        subject_id,
        track,
        min(case when kind = 'deal_created' then occurred_at end) as opened_at,
        max(case when kind in ('deal_won', 'deal_lost') then occurred_at end) as closed_at
    from signals
    where track <> 'main'
    group by subject_id, track
),

{# only the signals of people with such deals need the exits looked at #}
concurrent_signals as (
    select * from signals
    where subject_id in (select subject_id from concurrent_deals)
),

main_exits as (
    select *
    from ({{ exit_moments('concurrent_signals') }}) as exits
    where track = 'main'
),

main_signals as (
    select
        signals.subject_id,
        signals.source_key,
        signals.kind,
        signals.occurred_at,
        signals.is_activity,
        signals.opportunity_id,
        max(main_exits.occurred_at) as exited_at
    from concurrent_signals as signals
    inner join main_exits
        on
            signals.subject_id = main_exits.subject_id
            and signals.occurred_at > main_exits.occurred_at
    where signals.track = 'main'
    group by
        signals.subject_id,
        signals.source_key,
        signals.kind,
        signals.occurred_at,
        signals.is_activity,
        signals.opportunity_id
),

{# the lowest-numbered journey of a concurrent deal that was open at that moment #}
with_open_track as (
    select
        main_signals.*,
        concurrent_deals.track as open_track
    from main_signals
    left join concurrent_deals
        on
            main_signals.subject_id = concurrent_deals.subject_id
            and main_signals.occurred_at >= concurrent_deals.opened_at
            and (
                concurrent_deals.closed_at is null
                or main_signals.occurred_at <= concurrent_deals.closed_at
            )
    qualify row_number() over (
        partition by main_signals.subject_id, main_signals.source_key, main_signals.kind
        order by concurrent_deals.opened_at, concurrent_deals.track
    ) = 1
),

with_reopening as (
    select
        *,
        min(
            case
                when is_activity and (open_track is null or opportunity_id is not null)
                    then occurred_at
            end
        ) over (partition by subject_id, exited_at) as reopened_at
    from with_open_track
),

moved as (
    select
        subject_id,
        source_key,
        kind,
        open_track
    from with_reopening
    where
        opportunity_id is null
        and (reopened_at is null or occurred_at < reopened_at)
)

select
    signals.subject_id,
    signals.person_id,
    coalesce(moved.open_track, signals.track) as track,
    signals.kind,
    signals.word,
    signals.value,
    signals.occurred_at,
    signals.observed_at,
    signals.time_basis,
    signals.source_vendor,
    signals.source_record_id,
    signals.source_key,
    signals.owner_id,
    signals.owner_team,
    signals.campaign_id,
    signals.channel,
    signals.visitor_id,
    signals.opportunity_id,
    signals.deal_state,
    signals.amount,
    signals.currency,
    signals.booked_on,
    signals.kind_order,
    signals.is_activity
from signals
left join moved
    on
        signals.subject_id = moved.subject_id
        and signals.source_key = moved.source_key
        and signals.kind = moved.kind
