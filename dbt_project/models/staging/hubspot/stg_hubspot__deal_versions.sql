{# grain: one row per deal and delivery, with the stage's own name, and what its pipeline says of it #}
select
    deals.source,
    deals.landing_file,
    deals.landing_line,
    deals.exported_at,
    deals.dealname,
    deals.amount,
    deals.createdAt,
    deals.closedate,
    deals.closed_lost_reason,
    deals.dealtype,
    deals.hubspot_owner_id,
    deals.archived,
    trim(deals.id) as hubspot_id,
    'hubspot:deal:' || trim(deals.id) as deal_key,
    coalesce(stages.stage_label, nullif(trim(deals.dealstage), '')) as deal_stage,
    coalesce(nullif(trim(deals.deal_currency_code), ''), delivered_by.default_currency)
        as currency_code,
    {# a pipeline that was not delivered says nothing; the stages that every account begins with do #}
    {{ is_true('deals.hs_is_closed_won') }}
    or coalesce(stages.is_won, lower(trim(deals.dealstage)) = 'closedwon', false) as is_won_now,
    {{ is_true('deals.hs_is_closed') }}
    or {{ is_true('deals.hs_is_closed_won') }}
    or coalesce(
        stages.is_closed, lower(trim(deals.dealstage)) in ('closedwon', 'closedlost'), false
    ) as is_closed_now
from {{ source('raw', 'hubspot__deals') }} as deals
left join {{ ref('stg_hubspot__stages') }} as stages on trim(deals.dealstage) = stages.stage_id
left join {{ source('landing', 'sources') }} as delivered_by on deals.source = delivered_by.source
