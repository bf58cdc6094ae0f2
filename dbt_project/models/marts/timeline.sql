{# grain: one row per signal of an identified person or unclaimed deal, without names, addresses and
   companies; what an analyst may read #}
select
    subject_id,
    person_id,
    position,
    kind,
    name,
    case when kind <> 'attribute' then value end as value,
    occurred_at,
    observed_at,
    time_basis,
    is_activity,
    source_vendor,
    source_record_id,
    visitor_id,
    opportunity_id,
    deal_state,
    amount,
    currency,
    booked_on,
    owner_id,
    owner_team,
    campaign_id,
    channel
from {{ ref('person_timeline') }}
