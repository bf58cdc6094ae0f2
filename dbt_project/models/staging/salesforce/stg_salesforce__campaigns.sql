{# grain: one row per campaign, as the newest delivery shows it #}
select
    'salesforce' as vendor,
    {{ salesforce_key('campaign', 'Id') }} as campaign_key,
    Name as campaign_name,
    Type as campaign_type,
    try_cast(BudgetedCost as decimal(18, 2)) as budgeted_cost,
    try_cast(ActualCost as decimal(18, 2)) as actual_cost
from {{ source('raw', 'salesforce__campaign') }}
qualify row_number() over (
    partition by left(trim(Id), 15)
    order by exported_at desc, landing_file desc, landing_line desc
) = 1
