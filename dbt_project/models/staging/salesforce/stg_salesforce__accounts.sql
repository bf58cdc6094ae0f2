{# grain: one row per account, as the newest delivery shows it #}
select
    'salesforce' as vendor,
    {{ salesforce_key('account', 'Id') }} as account_key,
    Name as account_name,
    Type as account_type,
    Industry as industry,
    try_cast(NumberOfEmployees as bigint) as employees,
    BillingCountry as country,
    {# no history tells since when: the first delivery that says so does #}
    min(case when lower(trim(Type)) like 'customer%' then exported_at end)
        over (partition by left(trim(Id), 15)) as customer_shown_at
from {{ source('raw', 'salesforce__account') }}
qualify row_number() over (
    partition by left(trim(Id), 15)
    order by exported_at desc, landing_file desc, landing_line desc
) = 1
