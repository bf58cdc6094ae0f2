{# Every delivered version of a deal with what the deliveries said of it over time: the first one's
   moment and amount, and since when each has shown the newest outcome. A deal may have been opened
   again, so what was shown before the last other outcome does not count. `versions` has deal_key,
   amount, is_closed_now, is_won_now and the columns that landing adds. #}
{% macro told_deals(versions) -%}
with compared as (
    select
        *,
        min(exported_at) over (partition by deal_key) as first_exported_at,
        last_value(is_closed_now) over all_versions as is_closed_last,
        last_value(is_won_now) over all_versions as is_won_last,
        first_value(amount) over (
            partition by deal_key order by exported_at, landing_file, landing_line
        ) as first_amount
    from {{ versions }}
    window
        all_versions as (
            partition by deal_key order by exported_at, landing_file, landing_line
            rows between unbounded preceding and unbounded following
        )
),

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
    *,
    min(
        case
            when
                is_closed_now
                and (last_otherwise_at is null or exported_at > last_otherwise_at)
                then exported_at
        end
    ) over (partition by deal_key) as closed_observed_at
from told
{%- endmacro %}

{# Every change of a deal's stage or amount, and who told it: what was tracked, as it stands; what a
   delivery shows, where it is another stage than what was known when it was exported. That is a
   correction where the deal's stages were tracked. `tracked` has deal_key, change_key, deal_stage,
   amount, occurred_at and observed_at; `shown` deal_key, deal_stage, exported_at and the number of
   the delivery among the deal's. #}
{% macro told_deal_changes(vendor, tracked, shown) -%}
with tracked_deals as (
    select distinct deal_key from {{ tracked }}
),

told as (
    select
        deal_key,
        change_key,
        deal_stage,
        amount,
        occurred_at,
        observed_at,
        least(occurred_at, observed_at) as known_at,
        0 as delivery_number,
        'event' as time_basis,
        'history' as told_by
    from {{ tracked }}
    union all
    select
        {{ shown }}.deal_key,
        {{ shown }}.deal_key || ':shown:' || cast({{ shown }}.delivery_number as varchar) as change_key,
        {{ shown }}.deal_stage,
        cast(null as decimal(18, 2)) as amount,
        {{ shown }}.exported_at as occurred_at,
        {{ shown }}.exported_at as observed_at,
        {{ shown }}.exported_at as known_at,
        {{ shown }}.delivery_number,
        'delivered' as time_basis,
        case when tracked_deals.deal_key is null then 'delivery' else 'correction' end as told_by
    from {{ shown }}
    left join tracked_deals on {{ shown }}.deal_key = tracked_deals.deal_key
    where {{ shown }}.deal_stage <> ''
),

compared as (
    select
        *,
        lag(deal_stage) over (
            partition by deal_key
            order by
                known_at,
                case told_by when 'history' then 0 else 1 end,
                occurred_at,
                delivery_number,
                change_key
        ) as stage_before
    from told
)

select
    '{{ vendor }}' as vendor,
    deal_key,
    change_key,
    deal_stage,
    amount,
    coalesce(occurred_at, observed_at) as occurred_at,
    observed_at,
    time_basis,
    told_by
from compared
where told_by = 'history' or coalesce(stage_before, '') <> deal_stage
{%- endmacro %}
