{# grain: one row per measure and thing of a source that the models know: on which day the funnel has it,
   of what size, and what keeps it out of the counts where something does #}
with visits as (
    select
        source_record_id,
        entered_on,
        excluded_by
    from {{ ref('fct_funnel') }}
    where stage_order = 1 and entry_kind = 'observed'
),

sessions as (
    select
        source,
        vendor,
        'session:' || source || ':' || source_session_key as item_key,
        {{ pseudonym('source_record', "'session:' || source_session_key") }} as source_record_id
    from {{ ref('sessions') }}
),

deal_states as (
    select
        opportunity_id,
        max(case when deal_state = 'won' then 1 else 0 end) as was_won
    from {{ ref('journey_states') }}
    where opportunity_id is not null
    group by opportunity_id
),

deal_entries as (
    select
        opportunity_id,
        min(entered_on) as entered_on,
        max(excluded_by) as excluded_by
    from {{ ref('fct_funnel') }}
    where opportunity_id is not null and stage_id in {{ sql_words(deal_stages()) }}
    group by opportunity_id
),

wins as (
    select
        opportunity_id,
        min(coalesce(booked_on, entered_on)) as booked_on,
        {{ money_sum('amount', 'currency') }} as amount,
        max(case when amount is not null and amount_reporting is null then 1 else 0 end) as is_unpriced,
        max(excluded_by) as excluded_by
    from {{ ref('fct_funnel') }}
    where opportunity_id is not null and stage_id = 'won'
    group by opportunity_id
),

{# a person counts once per source, by the earliest of their records there #}
records as (
    select
        records.source,
        records.vendor,
        records.record_key,
        coalesce(records.created_at, records.observed_at) as created_at,
        row_number() over (
            partition by records.source, identifiers.person_id
            order by coalesce(records.created_at, records.observed_at), records.record_key
        ) as record_number
    from ({{ every_vendor('records') }}) as records
    inner join {{ ref('person_identifiers') }} as identifiers
        on records.record_key = identifiers.identifier_key
),

merged as (
    select record_key_a as record_key from ({{ every_vendor('record_links') }}) as losers
    where method like '% merge'
    union
    select record_key_b as record_key from ({{ every_vendor('record_links') }}) as winners
    where method like '% merge'
),

acts as (
    select
        vendor,
        event_key,
        what,
        word,
        occurred_at,
        {{ agreed_version('occurred_at') }} as agreement_version
    from ({{ every_vendor('events') }}) as events
    where what in ('form', 'activity')
)

select
    sessions.source,
    sessions.vendor,
    'sessions' as measure,
    sessions.item_key,
    visits.entered_on as counted_on,
    cast(1 as decimal(18, 2)) as size,
    case when visits.excluded_by is not null then 'excluded' end as held_out
from sessions
inner join visits on sessions.source_record_id = visits.source_record_id
union all
select
    deals.source,
    deals.vendor,
    'deals' as measure,
    deals.deal_key as item_key,
    deal_entries.entered_on as counted_on,
    cast(1 as decimal(18, 2)) as size,
    case
        when deal_entries.excluded_by is not null then 'excluded'
        when deal_entries.opportunity_id is null then 'not entered by the agreement'
    end as held_out
from {{ ref('deals') }} as deals
inner join deal_states on deals.opportunity_id = deal_states.opportunity_id
left join deal_entries on deals.opportunity_id = deal_entries.opportunity_id
union all
select
    deals.source,
    deals.vendor,
    measures.measure,
    deals.deal_key as item_key,
    wins.booked_on as counted_on,
    case measures.measure when 'won deals' then 1 else coalesce(wins.amount, 0) end as size,
    case
        when wins.excluded_by is not null then 'excluded'
        when wins.opportunity_id is null then 'not entered by the agreement'
        when measures.measure = 'won amount' and wins.is_unpriced = 1 then 'no agreed rate'
    end as held_out
from {{ ref('deals') }} as deals
inner join deal_states
    on
        deals.opportunity_id = deal_states.opportunity_id
        and deal_states.was_won = 1
cross join (
    select 'won deals' as measure
    union all
    select 'won amount' as measure
) as measures
left join wins on deals.opportunity_id = wins.opportunity_id
union all
select
    records.source,
    records.vendor,
    'people' as measure,
    records.record_key as item_key,
    {{ agreed_day('records.created_at') }} as counted_on,
    cast(1 as decimal(18, 2)) as size,
    case
        when records.record_number = 1 then null
        when merged.record_key is not null then 'merged'
        else 'another record of the person'
    end as held_out
from records
left join merged on records.record_key = merged.record_key
union all
select
    cast(null as varchar) as source,
    acts.vendor,
    case acts.what when 'form' then 'forms' else 'activities' end as measure,
    acts.event_key as item_key,
    {{ agreed_day('acts.occurred_at') }} as counted_on,
    cast(1 as decimal(18, 2)) as size,
    case
        when person_events.event_key is not null then null
        when {{ agreed_activity('acts.agreement_version', 'acts.vendor', 'acts.what', 'acts.word') }} is null
            then 'no agreed activity'
        else 'of nobody known'
    end as held_out
from acts
left join (select distinct event_key from {{ ref('person_events') }}) as person_events
    on acts.event_key = person_events.event_key
