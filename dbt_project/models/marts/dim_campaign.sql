{# grain: one row per campaign of the CRM #}
with campaigns as (
    {{ every_vendor('campaigns') }}
)

select
    {{ pseudonym('campaign', 'campaign_key') }} as campaign_id,
    campaign_name,
    campaign_type,
    budgeted_cost,
    actual_cost
from campaigns
