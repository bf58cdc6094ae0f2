{# grain: one row per stage entry, publication that restated it and cause (semantics 32): what it was when
   it was last reported, what it is now, and why. Rows of earlier publications are carried along. #}
with as_of as (
    select as_of from {{ source('landing', 'as_of') }}
),

restated as (
    select
        {{ restatement_id('causes') }} as restatement_id,
        reported.run_id as then_run_id,
        reported.as_of as then_as_of,
        reported.this_run_id as now_run_id,
        as_of.as_of as now_as_of,
        causes.cause,
        causes.cause_number = 1 as is_first_cause,
        entries.change,
        entries.stage_id,
        entries.funnel_entry_id_then,
        entries.funnel_entry_id,
        entries.person_id_then,
        entries.person_id,
        entries.entered_at_then,
        entries.entered_at,
        entries.entered_on_then,
        entries.entered_on,
        entries.entry_kind_then,
        entries.entry_kind,
        entries.persona_id_then,
        entries.persona_id,
        entries.channel_then,
        entries.channel,
        entries.amount_reporting_then,
        entries.amount_reporting,
        cast(
            coalesce(entries.amount_reporting, 0) - coalesce(entries.amount_reporting_then, 0)
            as decimal(18, 2)
        ) as amount_difference,
        entries.booked_on_then,
        entries.booked_on,
        entries.excluded_by_then,
        entries.excluded_by
    from {{ ref('restated_entries') }} as entries
    inner join {{ ref('restated_causes') }} as causes on entries.pair_id = causes.pair_id
    cross join {{ source('reported', 'run') }} as reported
    cross join as_of
)

select
    restatement_id,
    then_run_id,
    then_as_of,
    now_run_id,
    now_as_of,
    cause,
    is_first_cause,
    change,
    stage_id,
    funnel_entry_id_then,
    funnel_entry_id,
    person_id_then,
    person_id,
    entered_at_then,
    entered_at,
    entered_on_then,
    entered_on,
    entry_kind_then,
    entry_kind,
    persona_id_then,
    persona_id,
    channel_then,
    channel,
    amount_reporting_then,
    amount_reporting,
    amount_difference,
    booked_on_then,
    booked_on,
    excluded_by_then,
    excluded_by
from {{ source('reported', 'restatements') }}
union all
select
    restatement_id,
    then_run_id,
    then_as_of,
    now_run_id,
    now_as_of,
    cause,
    is_first_cause,
    change,
    stage_id,
    funnel_entry_id_then,
    funnel_entry_id,
    person_id_then,
    person_id,
    entered_at_then,
    entered_at,
    entered_on_then,
    entered_on,
    entry_kind_then,
    entry_kind,
    persona_id_then,
    persona_id,
    channel_then,
    channel,
    amount_reporting_then,
    amount_reporting,
    amount_difference,
    booked_on_then,
    booked_on,
    excluded_by_then,
    excluded_by
from restated
