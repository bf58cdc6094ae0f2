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
    select
        *,
        'salesforce:' || record_object || ':' || left(trim(salesforce_id), 15) as record_key
    from leads
    union all
    select
        *,
        'salesforce:' || record_object || ':' || left(trim(salesforce_id), 15) as record_key
    from contacts
),

{# a merge holds until the record is seen alive again: a record deleted a second time names no master #}
told as (
    select
        *,
        min(exported_at) over (partition by record_key) as observed_at,
        max(case when not {{ is_true('is_deleted') }} then exported_at end)
            over (partition by record_key) as last_alive_at,
        {{ last_known("nullif(trim(master_record_id), '')") }} over (
            partition by record_key order by exported_at, landing_file, landing_line
            rows between unbounded preceding and current row
        ) as last_master_id,
        {{ last_known("case when nullif(trim(master_record_id), '') is not null then exported_at end") }}
            over (
                partition by record_key order by exported_at, landing_file, landing_line
                rows between unbounded preceding and current row
            ) as merged_at
    from versions
)

select
    'salesforce' as vendor,
    source,
    record_object,
    record_key,
    left(trim(salesforce_id), 15) as vendor_record_id,
    {{ normalised_email('email') }} as email,
    nullif(trim(full_name), '') as full_name,
    {{ utc_instant('created_date') }} as created_at,
    observed_at,
    'salesforce:account:' || left(nullif(trim(account_id), ''), 15) as account_key,
    case
        when last_alive_at is null or merged_at >= last_alive_at
            then 'salesforce:' || record_object || ':' || left(last_master_id, 15)
    end as merged_into_key,
    {{ is_true('is_deleted') }} as is_deleted,
    coalesce({{ utc_instant('created_date') }}, observed_at) as crm_since
from told
qualify row_number() over (
    partition by record_key order by exported_at desc, landing_file desc, landing_line desc
) = 1
