{# grain: one row per journey and stage entered that has a stage after it: the step to the next one,
   when it was taken, how else it ended, and how long that took. The rows behind every conversion. #}
with as_of as (
    select as_of from {{ source('landing', 'as_of') }}
),

stages as (
    select
        agreement_version,
        stage_id,
        cast(stage_order as integer) as stage_order,
        lead(stage_id) over in_order as next_stage_id,
        cast(lead(window_days) over in_order as integer) as window_days
    from {{ source('agreement', 'stages') }}
    window in_order as (partition by agreement_version order by stage_order)
),

{# a journey enters a stage once; of its visits the first counts #}
entries as (
    select * from {{ ref('fct_funnel') }}
    where excluded_by is null
    qualify row_number() over (
        partition by journey_id, stage_id order by entered_at, funnel_entry_id
    ) = 1
),

{# a step is taken by entering any stage that comes later in the version the journey was judged by:
   the next one, unless a later version took that out #}
moves as (
    select
        entries.funnel_entry_id,
        onward.entered_at as moved_at,
        onward.entry_kind as moved_kind,
        onward.time_basis as moved_time_basis
    from entries
    inner join entries as onward
        on
            entries.journey_id = onward.journey_id
            and entries.entered_at <= onward.entered_at
    inner join stages as later
        on
            entries.agreement_version = later.agreement_version
            and onward.stage_id = later.stage_id
            and entries.stage_order < later.stage_order
    qualify row_number() over (
        partition by entries.funnel_entry_id order by onward.entered_at, later.stage_order
    ) = 1
),

{# exits told by a delivery alone: nobody knows when they happened #}
undated_exits as (
    select states.journey_id
    from {{ ref('journey_states') }} as states
    inner join {{ ref('dim_journey') }} as journeys
        on
            states.journey_id = journeys.journey_id
            and states.occurred_at = journeys.exited_at
    group by states.journey_id
    having min(case when states.time_basis = 'delivered' then 1 else 0 end) = 1
),

steps as (
    select
        entries.*,
        stages.next_stage_id,
        stages.window_days,
        moves.moved_at,
        moves.moved_kind,
        journeys.exit_id,
        case
            when moves.moved_at is not null then 'moved_on'
            when journeys.exited_at is not null then 'left'
            else 'open'
        end as outcome,
        coalesce(moves.moved_at, journeys.exited_at) as ended_at,
        entries.entered_at + stages.window_days * interval '24 hours' as window_ends_at,
        {# an inferred or undated end has no duration (semantics 6 and 9) #}
        entries.entry_kind <> 'inferred'
        and entries.time_basis <> 'delivered'
        and coalesce(moves.moved_kind, 'open') <> 'inferred'
        and coalesce(moves.moved_time_basis, 'open') <> 'delivered'
        and (moves.moved_at is not null or undated_exits.journey_id is null) as is_timed
    from entries
    inner join stages
        on
            entries.agreement_version = stages.agreement_version
            and entries.stage_id = stages.stage_id
    inner join {{ ref('dim_journey') }} as journeys on entries.journey_id = journeys.journey_id
    left join moves on entries.funnel_entry_id = moves.funnel_entry_id
    left join undated_exits on entries.journey_id = undated_exits.journey_id
    where stages.next_stage_id is not null
)

select
    steps.funnel_entry_id,
    steps.journey_id,
    cast(date_trunc('month', steps.entered_on) as date) as cohort_start,
    steps.stage_id as from_stage_id,
    steps.next_stage_id as to_stage_id,
    steps.stage_order,
    steps.entered_at,
    steps.entered_on,
    steps.entry_kind,
    steps.agreement_version,
    steps.outcome,
    steps.ended_at,
    steps.moved_kind,
    case when steps.outcome = 'left' then steps.exit_id end as exit_id,
    steps.window_days,
    steps.window_ends_at,
    steps.window_ends_at <= as_of.as_of as is_window_over,
    coalesce(steps.moved_at <= steps.window_ends_at, false) as is_in_window,
    case
        when steps.is_timed
            then
                cast(
                    {{ seconds_between('steps.entered_at', 'coalesce(steps.ended_at, as_of.as_of)') }}
                    as bigint
                )
    end as elapsed_seconds,
    steps.persona_id,
    steps.channel,
    steps.owner_id,
    steps.account_segment
from steps
cross join as_of
