{# grain: one row per source, measure and currency: their total, ours, and the difference with its cause.
   Theirs is counted from the delivered rows alone, by another way than the models take. #}
with as_of as (
    select as_of from {{ source('landing', 'as_of') }}
),

delivered_deals as (
    {{ every_vendor('deals') }}
),

theirs_deals as (
    select
        source,
        vendor,
        currency,
        count(*) as deals,
        count(case when is_won then 1 end) as won_deals,
        sum(case when is_won then amount else 0 end) as won_amount
    from delivered_deals
    cross join as_of
    where coalesce(created_at, observed_at) <= as_of.as_of
    group by source, vendor, currency
),

journeys_of_deals as (
    select
        deals.source,
        deals.vendor,
        deals.currency,
        count(distinct funnel.opportunity_id) as deals,
        count(distinct case when funnel.stage_id = 'won' then funnel.opportunity_id end) as won_deals,
        sum(case when funnel.stage_id = 'won' then funnel.amount else 0 end) as won_amount
    from {{ ref('deals') }} as deals
    left join {{ ref('fct_funnel') }} as funnel
        on
            deals.opportunity_id = funnel.opportunity_id
            and funnel.stage_id in ('opportunity', 'won')
    group by deals.source, deals.vendor, deals.currency
),

theirs_sessions as (
    select
        source,
        'ga4' as vendor,
        count(distinct user_pseudo_id || '.' || cast(ga_session_id as varchar)) as sessions
    from {{ source('raw', 'ga4__events') }}
    cross join as_of
    where {{ from_microseconds('event_timestamp') }} <= as_of.as_of
    group by source
),

visits as (
    select sessions.source
    from {{ ref('fct_funnel') }} as funnel
    left join {{ ref('sessions') }} as sessions
        on
            funnel.source_record_id
            = {{ pseudonym('source_record', "'session:' || sessions.source_session_key") }}
    where funnel.stage_order = 1 and funnel.entry_kind = 'observed'
),

{# a visit that is no session of anybody's website counts against each of them #}
ours_sessions as (
    select
        theirs.source,
        count(*) as sessions
    from visits
    inner join theirs_sessions as theirs on coalesce(visits.source, theirs.source) = theirs.source
    group by theirs.source
),

measured as (
    select
        theirs.source,
        theirs.vendor,
        'deals' as measure,
        theirs.currency,
        cast(theirs.deals as decimal(18, 2)) as theirs,
        cast(coalesce(ours.deals, 0) as decimal(18, 2)) as ours
    from theirs_deals as theirs
    left join journeys_of_deals as ours
        on theirs.source = ours.source and theirs.currency is not distinct from ours.currency
    union all
    select
        theirs.source,
        theirs.vendor,
        'won deals' as measure,
        theirs.currency,
        cast(theirs.won_deals as decimal(18, 2)) as theirs,
        cast(coalesce(ours.won_deals, 0) as decimal(18, 2)) as ours
    from theirs_deals as theirs
    left join journeys_of_deals as ours
        on theirs.source = ours.source and theirs.currency is not distinct from ours.currency
    union all
    select
        theirs.source,
        theirs.vendor,
        'won amount' as measure,
        theirs.currency,
        cast(coalesce(theirs.won_amount, 0) as decimal(18, 2)) as theirs,
        cast(coalesce(ours.won_amount, 0) as decimal(18, 2)) as ours
    from theirs_deals as theirs
    left join journeys_of_deals as ours
        on theirs.source = ours.source and theirs.currency is not distinct from ours.currency
    union all
    select
        theirs.source,
        theirs.vendor,
        'sessions' as measure,
        cast(null as varchar) as currency,
        cast(theirs.sessions as decimal(18, 2)) as theirs,
        cast(coalesce(ours.sessions, 0) as decimal(18, 2)) as ours
    from theirs_sessions as theirs
    left join ours_sessions as ours on theirs.source = ours.source
)

select
    source,
    vendor,
    measure,
    currency,
    theirs,
    ours,
    cast(ours - theirs as decimal(18, 2)) as difference,
    case when ours = theirs then 'none' else 'unexplained' end as cause
from measured
