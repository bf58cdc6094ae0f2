{# grain: one row per thing that happened to one identified person or unclaimed deal (semantics 4);
   subject_id is that person, or the deal that nobody claims #}
with as_of as (
    select as_of from {{ source('landing', 'as_of') }}
),

owners as (
    select
        owner_key,
        owner_id,
        team
    from {{ ref('owners') }}
),

deals as (
    select
        deals.*,
        deal_links.person_id,
        deal_links.track,
        coalesce(deal_links.person_id, deals.opportunity_id) as subject_id
    from {{ ref('deals') }} as deals
    inner join {{ ref('deal_links') }} as deal_links on deals.deal_key = deal_links.deal_key
),

deal_changes as (
    {{ every_vendor('deal_changes') }}
),

from_events as (
    select
        person_id as subject_id,
        person_id,
        'main' as track,
        kind,
        word,
        value,
        occurred_at,
        observed_at,
        time_basis,
        vendor as source_vendor,
        event_key as source_key,
        owner_key,
        campaign_key,
        case when kind = 'attribute' and word = 'channel' then nullif(value, '') end as channel,
        cast(null as varchar) as visitor_id,
        cast(null as varchar) as opportunity_id,
        cast(null as varchar) as deal_state,
        cast(null as decimal(18, 2)) as amount,
        cast(null as varchar) as currency,
        cast(null as date) as booked_on
    from {{ ref('person_events') }}
),

from_sessions as (
    select
        person_id as subject_id,
        person_id,
        'main' as track,
        'session' as kind,
        cast(null as varchar) as word,
        cast(null as varchar) as value,
        started_at as occurred_at,
        observed_at,
        'event' as time_basis,
        vendor as source_vendor,
        'session:' || source_session_key as source_key,
        cast(null as varchar) as owner_key,
        cast(null as varchar) as campaign_key,
        channel,
        visitor_id,
        cast(null as varchar) as opportunity_id,
        cast(null as varchar) as deal_state,
        cast(null as decimal(18, 2)) as amount,
        cast(null as varchar) as currency,
        cast(null as date) as booked_on
    from {{ ref('sessions') }}
    where person_id is not null
),

deals_opened as (
    select
        subject_id,
        person_id,
        track,
        'deal_created' as kind,
        cast(null as varchar) as word,
        cast(null as varchar) as value,
        opened_at as occurred_at,
        observed_at,
        opened_time_basis as time_basis,
        vendor as source_vendor,
        deal_key as source_key,
        owner_key,
        campaign_key,
        cast(null as varchar) as channel,
        cast(null as varchar) as visitor_id,
        opportunity_id,
        'open' as deal_state,
        opening_amount as amount,
        currency,
        cast(null as date) as booked_on
    from deals
),

deals_changed as (
    select
        deals.subject_id,
        deals.person_id,
        deals.track,
        'deal_changed' as kind,
        deal_changes.deal_stage as word,
        cast(null as varchar) as value,
        deal_changes.occurred_at,
        deal_changes.observed_at,
        deal_changes.time_basis,
        deals.vendor as source_vendor,
        deal_changes.change_key as source_key,
        cast(null as varchar) as owner_key,
        cast(null as varchar) as campaign_key,
        cast(null as varchar) as channel,
        cast(null as varchar) as visitor_id,
        deals.opportunity_id,
        cast(null as varchar) as deal_state,
        deal_changes.amount,
        deals.currency,
        cast(null as date) as booked_on
    from deal_changes
    inner join deals on deal_changes.deal_key = deals.deal_key
    where
        deal_changes.occurred_at >= deals.opened_at
        and (deals.closed_at is null or deal_changes.occurred_at <= deals.closed_at)
),

deals_closed as (
    select
        subject_id,
        person_id,
        track,
        'deal_' || outcome as kind,
        deal_stage as word,
        loss_reason as value,
        closed_at as occurred_at,
        closed_observed_at as observed_at,
        closed_time_basis as time_basis,
        vendor as source_vendor,
        deal_key || ':' || outcome as source_key,
        cast(null as varchar) as owner_key,
        cast(null as varchar) as campaign_key,
        cast(null as varchar) as channel,
        cast(null as varchar) as visitor_id,
        opportunity_id,
        outcome as deal_state,
        amount,
        currency,
        case outcome when 'won' then closed_on end as booked_on
    from deals
),

deals_joined as (
    select
        influences.person_id as subject_id,
        influences.person_id,
        'main' as track,
        'deal_joined' as kind,
        cast(null as varchar) as word,
        cast(null as varchar) as value,
        deals.opened_at as occurred_at,
        deals.observed_at,
        deals.opened_time_basis as time_basis,
        deals.vendor as source_vendor,
        deals.deal_key || ':joined' as source_key,
        cast(null as varchar) as owner_key,
        cast(null as varchar) as campaign_key,
        cast(null as varchar) as channel,
        cast(null as varchar) as visitor_id,
        cast(null as varchar) as opportunity_id,
        cast(null as varchar) as deal_state,
        cast(null as decimal(18, 2)) as amount,
        cast(null as varchar) as currency,
        cast(null as date) as booked_on
    from {{ ref('deal_influences') }} as influences
    inner join deals on influences.deal_key = deals.deal_key
),

signals as (
    select * from from_events
    union all
    select * from from_sessions
    union all
    select * from deals_opened
    union all
    select * from deals_changed
    union all
    select * from deals_closed
    union all
    select * from deals_joined
)

select
    signals.subject_id,
    signals.person_id,
    signals.track,
    signals.kind,
    signals.word,
    signals.value,
    signals.occurred_at,
    signals.observed_at,
    signals.time_basis,
    signals.source_vendor,
    {{ pseudonym('source_record', 'signals.source_key') }} as source_record_id,
    signals.source_key,
    owners.owner_id,
    owners.team as owner_team,
    {{ pseudonym('campaign', 'signals.campaign_key') }} as campaign_id,
    signals.channel,
    signals.visitor_id,
    signals.opportunity_id,
    signals.deal_state,
    signals.amount,
    signals.currency,
    signals.booked_on,
    {{ kind_order('signals.kind') }} as kind_order,
    signals.kind in (
        'session', 'key_page', 'form', 'demo_request', 'email_click', 'webinar',
        'campaign_response', 'meeting_held', 'deal_created'
    ) as is_activity
from signals
left join owners on signals.owner_key = owners.owner_key
where signals.occurred_at <= (select as_of from as_of)
