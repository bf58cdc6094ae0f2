{# grain: one row per opportunity that is not deleted, as the newest delivery shows it, with what
   the first delivery said and when a delivery first said that it was closed #}
with versions as (
    select
        opportunities.*,
        left(trim(Id), 15) as salesforce_id,
        {{ is_true('IsClosed') }} as is_closed_now,
        {{ is_true('IsWon') }} as is_won_now,
        coalesce(nullif(trim(CurrencyIsoCode), ''), delivered_by.default_currency) as currency_code
    from {{ source('raw', 'salesforce__opportunity') }} as opportunities
    left join {{ source('landing', 'sources') }} as delivered_by
        on opportunities.source = delivered_by.source
),

compared as (
    select
        *,
        min(exported_at) over (partition by salesforce_id) as first_exported_at,
        last_value(is_closed_now) over all_versions as is_closed_last,
        last_value(is_won_now) over all_versions as is_won_last,
        first_value(Amount) over (
            partition by salesforce_id order by exported_at, landing_file, landing_line
        ) as first_amount
    from versions
    window
        all_versions as (
            partition by salesforce_id order by exported_at, landing_file, landing_line
            rows between unbounded preceding and unbounded following
        )
),

{# the last delivery that did not show the newest outcome: a deal may have been opened again #}
told as (
    select
        *,
        max(
            case
                when is_closed_now <> is_closed_last or is_won_now <> is_won_last then exported_at
            end
        ) over (partition by salesforce_id) as last_otherwise_at
    from compared
)

select
    'salesforce' as vendor,
    source,
    'salesforce:deal:' || salesforce_id as deal_key,
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
    min(
        case
            when
                is_closed_now
                and (last_otherwise_at is null or exported_at > last_otherwise_at)
                then exported_at
        end
    ) over (partition by salesforce_id) as closed_observed_at,
    nullif(trim(Loss_Reason__c), '') as loss_reason,
    Type as deal_type
from told
where not {{ is_true('IsDeleted') }}
qualify row_number() over (
    partition by salesforce_id
    order by exported_at desc, landing_file desc, landing_line desc
) = 1
