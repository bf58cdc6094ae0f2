{# grain: one row per stage entry that differs from what was last reported in anything that a number is
   made of: whether it is there, whose it is, when, of what kind, its money, persona, channel and
   exclusion, and what the KPIs count of it #}
with counted_otherwise as (
    select distinct pair_id from {{ ref('restated_counts') }}
)

select
    pairs.pair_id,
    pairs.funnel_entry_id_then,
    pairs.funnel_entry_id,
    pairs.subject_id_then,
    pairs.subject_id,
    case
        when pairs.funnel_entry_id is null then 'removed'
        when pairs.funnel_entry_id_then is null then 'added'
        else 'changed'
    end as change,
    coalesce(known.stage_id, reported.stage_id) as stage_id,
    reported.person_id as person_id_then,
    known.person_id,
    reported.opportunity_id as opportunity_id_then,
    known.opportunity_id,
    reported.source_record_id as source_record_id_then,
    known.source_record_id,
    reported.entered_at as entered_at_then,
    known.entered_at,
    reported.entered_on as entered_on_then,
    known.entered_on,
    reported.entry_kind as entry_kind_then,
    known.entry_kind,
    reported.persona_id as persona_id_then,
    known.persona_id,
    reported.channel as channel_then,
    known.channel,
    reported.amount_reporting as amount_reporting_then,
    known.amount_reporting,
    reported.booked_on as booked_on_then,
    known.booked_on,
    reported.excluded_by as excluded_by_then,
    known.excluded_by
from {{ ref('restated_pairs') }} as pairs
left join counted_otherwise on pairs.pair_id = counted_otherwise.pair_id
left join {{ source('reported', 'entries') }} as reported
    on pairs.funnel_entry_id_then = reported.funnel_entry_id
left join {{ ref('fct_funnel') }} as known
    on pairs.funnel_entry_id = known.funnel_entry_id
where
    counted_otherwise.pair_id is not null
    or pairs.funnel_entry_id is null
    or pairs.funnel_entry_id_then is null
    or reported.person_id is distinct from known.person_id
    or reported.stage_id is distinct from known.stage_id
    or reported.entered_at is distinct from known.entered_at
    or reported.entered_on is distinct from known.entered_on
    or reported.entry_kind is distinct from known.entry_kind
    or reported.amount is distinct from known.amount
    or reported.currency is distinct from known.currency
    or reported.amount_reporting is distinct from known.amount_reporting
    or reported.booked_on is distinct from known.booked_on
    or reported.persona_id is distinct from known.persona_id
    or reported.channel is distinct from known.channel
    or reported.excluded_by is distinct from known.excluded_by
