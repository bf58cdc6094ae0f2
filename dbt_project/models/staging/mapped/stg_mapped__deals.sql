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

compared as (
    select
        *,
        min(exported_at) over (partition by deal_key) as first_exported_at,
        min(case when is_closed_now then exported_at end) over (
            partition by deal_key, is_closed_now, is_won_now
        ) as first_closed_at,
        first_value(amount) over (
            partition by deal_key order by exported_at, landing_file, landing_line
        ) as amount_first_shown
    from versions
)

select
    'mapped' as vendor,
    source,
    deal_key,
    trim(deal_id) as vendor_record_id,
    deal_name,
    cast(null as varchar) as account_key,
    'mapped:owner:' || source || ':' || nullif(trim(owner), '') as owner_key,
    cast(null as varchar) as campaign_key,
    trim(deal_stage) as deal_stage,
    try_cast(amount as decimal(18, 2)) as amount,
    try_cast(amount_first_shown as decimal(18, 2)) as first_amount,
    upper(currency_code) as currency,
    created_at,
    first_exported_at as observed_at,
    closed_on,
    is_closed_now as is_closed,
    is_won_now as is_won,
    first_closed_at as closed_observed_at,
    cast(null as varchar) as loss_reason,
    cast(null as varchar) as deal_type
from compared
qualify row_number() over (
    partition by deal_key order by exported_at desc, landing_file desc, landing_line desc
) = 1
