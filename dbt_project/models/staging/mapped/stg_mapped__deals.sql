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
        last_value(is_closed_now) over all_versions as is_closed_last,
        last_value(is_won_now) over all_versions as is_won_last,
        first_value(amount) over (
            partition by deal_key order by exported_at, landing_file, landing_line
        ) as amount_first_shown
    from versions
    window
        all_versions as (
            partition by deal_key order by exported_at, landing_file, landing_line
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
        ) over (partition by deal_key) as last_otherwise_at
    from compared
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
    min(
        case
            when
                is_closed_now
                and (last_otherwise_at is null or exported_at > last_otherwise_at)
                then exported_at
        end
    ) over (partition by deal_key) as closed_observed_at,
    cast(null as varchar) as loss_reason,
    cast(null as varchar) as deal_type
from told
qualify row_number() over (
    partition by deal_key order by exported_at desc, landing_file desc, landing_line desc
) = 1
