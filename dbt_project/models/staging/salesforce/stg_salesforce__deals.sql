{# grain: one row per opportunity that is not deleted, as the newest delivery shows it, with what
   the first delivery said and when a delivery first said that it was closed #}
with versions as (
    select
        opportunities.*,
        left(trim(Id), 15) as salesforce_id,
        'salesforce:deal:' || left(trim(Id), 15) as deal_key,
        {{ is_true('IsClosed') }} as is_closed_now,
        {{ is_true('IsWon') }} as is_won_now,
        coalesce(nullif(trim(CurrencyIsoCode), ''), delivered_by.default_currency) as currency_code
    from {{ source('raw', 'salesforce__opportunity') }} as opportunities
    left join {{ source('landing', 'sources') }} as delivered_by
        on opportunities.source = delivered_by.source
),

told as (
    {{ told_deals('versions') }}
)

select
    'salesforce' as vendor,
    source,
    deal_key,
    salesforce_id as vendor_record_id,
    Name as deal_name,
    {{ salesforce_key('account', 'AccountId') }} as account_key,
    {{ salesforce_key('owner', 'OwnerId') }} as owner_key,
    {{ salesforce_key('campaign', 'CampaignId') }} as campaign_key,
    trim(StageName) as deal_stage,
    try_cast(Amount as decimal(18, 2)) as amount,
    try_cast(first_amount as decimal(18, 2)) as first_amount,
    upper(currency_code) as currency,
    {{ utc_instant('CreatedDate') }} as created_at,
    first_exported_at as observed_at,
    try_cast(left(trim(CloseDate), 10) as date) as closed_on,
    is_closed_now as is_closed,
    is_won_now as is_won,
    closed_observed_at,
    nullif(trim(Loss_Reason__c), '') as loss_reason,
    Type as deal_type
from told
where not {{ is_true('IsDeleted') }}
qualify row_number() over (
    partition by deal_key
    order by exported_at desc, landing_file desc, landing_line desc
) = 1
