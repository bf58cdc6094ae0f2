{# grain: one row per deal of any other tool, as the newest delivery shows it #}
with versions as (
    select
        deals.*,
        'mapped:deal:' || deals.source || ':' || trim(deal_id) as deal_key,
        {{ is_true('is_closed') }} or {{ is_true('is_won') }} as is_closed_now,
        {{ is_true('is_won') }} as is_won_now,
        coalesce(nullif(trim(currency), ''), delivered_by.default_currency) as currency_code
    from {{ source('raw', 'mapped__deals') }} as deals
    left join {{ source('landing', 'sources') }} as delivered_by
        on deals.source = delivered_by.source
),

told as (
    {{ told_deals('versions') }}
)

select
    'mapped' as vendor,
    source,
    deal_key,
    trim(deal_id) as vendor_record_id,
    deal_name,
    'mapped:account:' || source || ':' || {{ folded_name('account_name') }} as account_key,
    'mapped:owner:' || source || ':' || nullif(trim(owner), '') as owner_key,
    cast(null as varchar) as campaign_key,
    trim(deal_stage) as deal_stage,
    try_cast(amount as decimal(18, 2)) as amount,
    try_cast(first_amount as decimal(18, 2)) as first_amount,
    upper(currency_code) as currency,
    created_at,
    first_exported_at as observed_at,
    closed_on,
    is_closed_now as is_closed,
    is_won_now as is_won,
    closed_observed_at,
    cast(null as varchar) as loss_reason,
    cast(null as varchar) as deal_type
from told
qualify row_number() over (
    partition by deal_key order by exported_at desc, landing_file desc, landing_line desc
) = 1
