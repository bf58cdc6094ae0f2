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
