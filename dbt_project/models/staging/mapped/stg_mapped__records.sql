{# grain: one row per person record of any other tool, as the newest delivery shows it #}
select
    'mapped' as vendor,
    source,
    'person' as record_object,
    'mapped:' || source || ':' || trim(record_id) as record_key,
    trim(record_id) as vendor_record_id,
    {{ normalised_email('email') }} as email,
    nullif(trim(full_name), '') as full_name,
    created_at,
    min(exported_at) over (partition by source, trim(record_id)) as observed_at,
    cast(null as varchar) as account_key,
    cast(null as varchar) as merged_into_key,
    false as is_deleted,
    coalesce(created_at, min(exported_at) over (partition by source, trim(record_id))) as crm_since
from {{ source('raw', 'mapped__people') }}
qualify row_number() over (
    partition by source, trim(record_id)
    order by exported_at desc, landing_file desc, landing_line desc
) = 1
