{# grain: one row per stage entry that was reported or is known now, both sides of one entry in one row;
   what was entered after the moments compared is on neither side. A visit is the same where its session
   is; another entry where person, stage and moment are, else where deal or journey and stage are. #}
with lasting_ids as (
    select
        old_person_id,
        person_id
    from {{ ref('person_merges') }}
),

then_entries as (
    select
        entries.*,
        coalesce(lasting_ids.person_id, entries.person_id, entries.visitor_id, entries.opportunity_id)
            as subject_id
    from {{ source('reported', 'entries') }} as entries
    left join lasting_ids on entries.person_id = lasting_ids.old_person_id
    where entries.entered_at <= {{ compared_until() }}
),

now_entries as (
    select
        *,
        coalesce(person_id, visitor_id, opportunity_id) as subject_id
    from {{ ref('fct_funnel') }}
    where entered_at <= {{ compared_until() }}
),

{{ pairs_by('sessions', 'then_entries', 'now_entries', ['source_record_id'],
    "stage_order = 1 and entry_kind = 'observed'") }},

{{ pairs_by('moments', 'then_without_sessions', 'now_without_sessions',
    ['subject_id', 'stage_id', 'entered_at']) }},

{{ pairs_by('deals', 'then_without_moments', 'now_without_moments',
    ['opportunity_id', 'stage_id']) }},

{{ pairs_by('journeys', 'then_without_deals', 'now_without_deals', ['journey_id', 'stage_id']) }},

pairs as (
    select * from sessions
    union all
    select * from moments
    union all
    select * from deals
    union all
    select * from journeys
    union all
    select
        funnel_entry_id as funnel_entry_id_then,
        cast(null as varchar) as funnel_entry_id
    from then_without_journeys
    union all
    select
        cast(null as varchar) as funnel_entry_id_then,
        funnel_entry_id
    from now_without_journeys
)

select
    {{ entry_id(['pairs.funnel_entry_id_then', 'pairs.funnel_entry_id']) }} as pair_id,
    pairs.funnel_entry_id_then,
    pairs.funnel_entry_id,
    then_entries.subject_id as subject_id_then,
    now_entries.subject_id
from pairs
left join then_entries on pairs.funnel_entry_id_then = then_entries.funnel_entry_id
left join now_entries on pairs.funnel_entry_id = now_entries.funnel_entry_id
