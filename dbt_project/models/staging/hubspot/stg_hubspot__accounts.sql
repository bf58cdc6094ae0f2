{# grain: one row per company, as the newest delivery shows it #}
select
    'hubspot' as vendor,
    'hubspot:company:' || trim(id) as account_key,
    name as account_name,
    case
        when lower(trim(lifecyclestage)) = 'customer' then 'customer'
        else coalesce(nullif(trim(type), ''), nullif(trim(lifecyclestage), ''))
    end as account_type,
    industry,
    try_cast(numberofemployees as bigint) as employees,
    country,
    {# no history tells since when: the first delivery that says so does #}
    min(
        case
            when lower(trim(type)) like 'customer%' or lower(trim(lifecyclestage)) = 'customer'
                then exported_at
        end
    ) over (partition by trim(id)) as customer_shown_at
from {{ source('raw', 'hubspot__companies') }}
qualify row_number() over (
    partition by trim(id) order by exported_at desc, landing_file desc, landing_line desc
) = 1
