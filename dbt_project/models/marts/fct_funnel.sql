{# grain: one row per stage entered by one journey; the visit is entered once per web session. Every
   KPI is a filter and a sum over this table. #}
with entries as (
    select
        *,
        max(opportunity_id) over (partition by journey_id) as journey_opportunity_id
    from {{ ref('funnel_entries') }}
),

dues as (
    select
        journey_id,
        stage_id,
        min(due_at) as due_at
    from {{ ref('promise_dues') }}
    group by journey_id, stage_id
),

{# where each entry went next: the next later stage of its journey, else the journey's exit #}
next_stages as (
    select
        journey_id,
        stage_id,
        entered_at,
        lead(entered_at) over (partition by journey_id order by stage_order) as next_at,
        lead(stage_id) over (partition by journey_id order by stage_order) as next_stage_id
    from entries
    where entry_in_journey = 1
),

reasons as (
    select * from {{ ref('journey_exit_reasons') }}
),

priced as (
    select * from {{ ref('entry_amounts') }}
),

expansions as (
    select * from {{ ref('journey_motions') }}
)

select
    {{ entry_id(['entries.journey_id', 'entries.stage_id', 'entries.entered_at', 'entries.entry_kind', "case when entries.stage_order = 1 and entries.entry_kind = 'observed' then entries.source_record_id end"]) }}
        as funnel_entry_id,
    entries.journey_id,
    cast(entries.journey_number as integer) as journey_number,
    entries.person_id,
    entries.visitor_id,
    entries.account_id,
    entries.journey_opportunity_id as opportunity_id,
    entries.stage_id,
    entries.stage_order,
    entries.entered_at,
    {{ agreed_day('entries.entered_at') }} as entered_on,
    entries.observed_at,
    entries.time_basis,
    case
        when entries.entry_in_journey > 1 then null
        else coalesce(next_stages.next_at, entries.exited_at)
    end as left_at,
    case
        when entries.entry_in_journey > 1 then null
        else coalesce(next_stages.next_stage_id, entries.exit_id)
    end as left_to,
    case
        when entries.entry_in_journey = 1 and next_stages.next_stage_id is null
            then reasons.reason_id
    end as exit_reason,
    cast(entries.entry_number as integer) as entry_number,
    entries.entry_kind,
    dues.due_at,
    entries.agreement_version,
    entries.evidence,
    entries.persona_id,
    {{ account_segment('entries.employees') }} as account_segment,
    coalesce(entries.channel, 'Unknown') as channel,
    entries.campaign_id,
    entries.owner_id,
    entries.owner_team,
    entries.marketing_label,
    entries.crm_label,
    priced.amount,
    priced.currency,
    priced.amount_reporting,
    priced.booked_on,
    case
        when expansions.journey_id is not null then 'expansion' else 'new_business'
    end as motion,
    entries.origin,
    entries.excluded_by,
    entries.source_vendor,
    entries.source_record_id
from entries
{# a condition on the left side alone stands within a key: beside the keys, it would have every row
   compared with every other #}
left join next_stages
    on
        case when entries.entry_in_journey = 1 then entries.journey_id end = next_stages.journey_id
        and entries.stage_id = next_stages.stage_id
        and entries.entered_at = next_stages.entered_at
left join dues
    on
        case when entries.entry_kind <> 'inferred' then entries.journey_id end = dues.journey_id
        and entries.stage_id = dues.stage_id
left join reasons on entries.journey_id = reasons.journey_id
left join expansions on entries.journey_id = expansions.journey_id
left join priced
    on entries.journey_id = priced.journey_id and entries.stage_id = priced.stage_id
