{# grain: one row per journey: from its opening activity to its exit, if it had one #}
with entries as (
    select
        *,
        {# how far an entry is, and of those of one stage how late: no two of a journey are alike #}
        stage_order * 1000000 + entry_number as place
    from {{ ref('fct_funnel') }}
),

furthest as (
    select
        journey_id,
        max_by(stage_id, place) as furthest_stage_id,
        max_by(persona_id, case when persona_id is not null then place end) as persona_id,
        max_by(channel, case when channel <> 'Unknown' then place end) as channel,
        max(opportunity_id) as opportunity_id,
        max(excluded_by) as excluded_by
    from entries
    group by journey_id
),

{# the deal as it ended, lost ones too, whose amount stands on no stage #}
deals as (
    select
        journey_id,
        max_by(amount, journey_position) as amount,
        max_by(currency, journey_position) as currency,
        max_by(occurred_at, journey_position) as occurred_at
    from {{ ref('journey_states') }}
    where opportunity_id is not null
    group by journey_id
),

amounts as (
    select
        journey_id,
        max_by(amount_reporting, case when amount_reporting is not null then place end)
            as amount_reporting
    from entries
    group by journey_id
),

reasons as (
    select * from {{ ref('journey_exit_reasons') }}
)

select
    journeys.journey_id,
    journeys.person_id,
    journeys.visitor_id,
    cast(journeys.journey_number as integer) as journey_number,
    case
        when journeys.person_id is null and journeys.visitor_id is null
            then 'sales' else 'marketing'
    end as origin,
    journeys.opened_at,
    journeys.exited_at,
    journeys.exit_id,
    reasons.reason_id as exit_reason,
    furthest.opportunity_id,
    deals.amount,
    deals.currency,
    amounts.amount_reporting,
    furthest.furthest_stage_id,
    furthest.persona_id,
    coalesce(furthest.channel, 'Unknown') as channel,
    journeys.exit_id is null as is_open,
    furthest.excluded_by
from {{ ref('journeys') }} as journeys
left join furthest on journeys.journey_id = furthest.journey_id
left join deals on journeys.journey_id = deals.journey_id
left join amounts on journeys.journey_id = amounts.journey_id
left join reasons on journeys.journey_id = reasons.journey_id
