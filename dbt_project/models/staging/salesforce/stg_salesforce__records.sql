{# grain: one row per Salesforce lead or contact; merged and deleted ones are kept and marked #}
with leads as (
    select
        'lead' as record_object,
        Id as salesforce_id,
        MasterRecordId as master_record_id,
        Email as email,
        coalesce(Name, trim(coalesce(FirstName, '') || ' ' || coalesce(LastName, ''))) as full_name,
        CreatedDate as created_date,
        cast(null as varchar) as account_id,
        IsDeleted as is_deleted,
        source,
        exported_at,
        landing_file,
        landing_line
    from {{ source('raw', 'salesforce__lead') }}
),

contacts as (
    select
        'contact' as record_object,
        Id as salesforce_id,
        MasterRecordId as master_record_id,
        Email as email,
        coalesce(Name, trim(coalesce(FirstName, '') || ' ' || coalesce(LastName, ''))) as full_name,
        CreatedDate as created_date,
        AccountId as account_id,
        IsDeleted as is_deleted,
        source,
        exported_at,
        landing_file,
        landing_line
    from {{ source('raw', 'salesforce__contact') }}
),

versions as (
    select * from leads
    union all
    select * from contacts
)

select
    'salesforce' as vendor,
    source,
    record_object,
    'salesforce:' || record_object || ':' || left(trim(salesforce_id), 15) as record_key,
    left(trim(salesforce_id), 15) as vendor_record_id,
    {{ normalised_email('email') }} as email,
    nullif(trim(full_name), '') as full_name,
    {{ utc_instant('created_date') }} as created_at,
    min(exported_at) over (
        partition by record_object, left(trim(salesforce_id), 15)
    ) as observed_at,
    'salesforce:account:' || left(nullif(trim(account_id), ''), 15) as account_key,
    'salesforce:' || record_object || ':' || left(nullif(trim(master_record_id), ''), 15)
        as merged_into_key,
    {{ is_true('is_deleted') }} as is_deleted
from versions
qualify row_number() over (
    partition by record_object, left(trim(salesforce_id), 15)
    order by exported_at desc, landing_file desc, landing_line desc
) = 1
