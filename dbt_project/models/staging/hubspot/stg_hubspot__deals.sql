{# grain: one row per deal that is neither archived nor merged away, as the newest delivery shows it, with
   what the first delivery said and when a delivery first said that it was closed #}
with versions as (
    select * from {{ ref('stg_hubspot__deal_versions') }}
),

told as (
    {{ told_deals('versions') }}
),

{# of several companies the one marked as the primary, else the one made first #}
companies as (
    select
        record_id,
        named_id
    from {{ ref('stg_hubspot__associations') }}
    where record_object = 'deal' and named_object = 'company'
    qualify row_number() over (
        partition by record_id order by is_primary desc, length(named_id), named_id
    ) = 1
)

select
    'hubspot' as vendor,
    told.source,
    told.deal_key,
    told.hubspot_id as vendor_record_id,
    told.dealname as deal_name,
    'hubspot:company:' || companies.named_id as account_key,
    'hubspot:owner:' || nullif(trim(told.hubspot_owner_id), '') as owner_key,
    cast(null as varchar) as campaign_key,
    told.deal_stage,
    try_cast(told.amount as decimal(18, 2)) as amount,
    try_cast(told.first_amount as decimal(18, 2)) as first_amount,
    upper(told.currency_code) as currency,
    {{ utc_instant('told.createdAt') }} as created_at,
    told.first_exported_at as observed_at,
    {{ hubspot_day('told.closedate') }} as closed_on,
    told.is_closed_now as is_closed,
    told.is_won_now as is_won,
    told.closed_observed_at,
    nullif(trim(told.closed_lost_reason), '') as loss_reason,
    told.dealtype as deal_type
from told
left join companies on told.hubspot_id = companies.record_id
left join {{ ref('stg_hubspot__merged_deals') }} as merged on told.deal_key = merged.deal_key
where not {{ is_true('told.archived') }} and merged.deal_key is null
qualify row_number() over (
    partition by told.deal_key
    order by told.exported_at desc, told.landing_file desc, told.landing_line desc
) = 1
