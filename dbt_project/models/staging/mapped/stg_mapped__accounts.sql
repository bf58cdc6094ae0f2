{# grain: one row per company that a deal of any other tool names, which has no id but its name; what
   its people's newest records say of it is all that is known #}
with deals as (
    select
        source,
        {{ folded_name('account_name') }} as name_key,
        min(trim(account_name)) as account_name
    from {{ source('raw', 'mapped__deals') }}
    where {{ folded_name('account_name') }} is not null
    group by all
),

people as (
    select
        *,
        {{ folded_name('company') }} as name_key
    from {{ source('raw', 'mapped__people') }}
    qualify row_number() over (
        partition by source, trim(record_id)
        order by exported_at desc, landing_file desc, landing_line desc
    ) = 1
)

select
    'mapped' as vendor,
    'mapped:account:' || deals.source || ':' || deals.name_key as account_key,
    deals.account_name,
    cast(null as varchar) as account_type,
    min(nullif(trim(people.industry), '')) as industry,
    max(try_cast(people.employees as bigint)) as employees,
    min(nullif(trim(people.country), '')) as country,
    cast(null as timestamp) as customer_shown_at
from deals
left join people on deals.source = people.source and deals.name_key = people.name_key
group by deals.source, deals.name_key, deals.account_name
