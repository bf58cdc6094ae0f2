{# grain: one row per user; queues own records too but are no users, and are known by their prefix #}
select
    'salesforce' as vendor,
    {{ salesforce_key('owner', 'Id') }} as owner_key,
    Name as owner_name,
    {{ normalised_email('Email') }} as email,
    Department as department,
    {# who is not said to have left is there #}
    coalesce(trim(IsActive), '') = '' or {{ is_true('IsActive') }} as is_active
from {{ source('raw', 'salesforce__user') }}
qualify row_number() over (
    partition by left(trim(Id), 15)
    order by exported_at desc, landing_file desc, landing_line desc
) = 1
