{# grain: one row per account, as the newest delivery shows it #}
select
    'salesforce' as vendor,
    {{ salesforce_key('account', 'Id') }} as account_key,
    Name as account_name,
    Type as account_type,
    Industry as industry,
    try_cast(NumberOfEmployees as bigint) as employees,
    BillingCountry as country
from {{ source('raw', 'salesforce__account') }}
qualify row_number() over (
    partition by left(trim(Id), 15)
    order by exported_at desc, landing_file desc, landing_line desc
) = 1
