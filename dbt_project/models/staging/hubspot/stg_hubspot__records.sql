{# grain: one row per HubSpot contact, as the newest delivery shows it #}
select
    'hubspot' as vendor,
    source,
    'contact' as record_object,
    'hubspot:contact:' || trim(id) as record_key,
    trim(id) as vendor_record_id,
    {{ normalised_email('email') }} as email,
    nullif(trim(coalesce(firstname, '') || ' ' || coalesce(lastname, '')), '') as full_name,
    {{ utc_instant('createdAt') }} as created_at,
    min(exported_at) over (partition by trim(id)) as observed_at,
    cast(null as varchar) as account_key,
    cast(null as varchar) as merged_into_key,
    {{ is_true('archived') }} as is_deleted
from {{ source('raw', 'hubspot__contacts') }}
qualify row_number() over (
    partition by trim(id) order by exported_at desc, landing_file desc, landing_line desc
) = 1
