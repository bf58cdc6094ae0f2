{# grain: one row per pair of records that HubSpot itself says are one person #}
with contacts as (
    select
        'hubspot:contact:' || trim(id) as record_key,
        exported_at,
        hs_merged_object_ids,
        salesforceleadid,
        salesforcecontactid
    from {{ source('raw', 'hubspot__contacts') }}
),

merged_records as (
    select
        record_key as record_key_a,
        'hubspot:contact:' || {{ each_word('hs_merged_object_ids') }} as record_key_b,
        'hubspot merge' as method,
        exported_at
    from contacts
    where nullif(trim(hs_merged_object_ids), '') is not null
),

crm_leads as (
    select
        record_key as record_key_a,
        {{ salesforce_key('lead', 'salesforceleadid') }} as record_key_b,
        'hubspot salesforce id' as method,
        exported_at
    from contacts
    where nullif(trim(salesforceleadid), '') is not null
),

crm_contacts as (
    select
        record_key as record_key_a,
        {{ salesforce_key('contact', 'salesforcecontactid') }} as record_key_b,
        'hubspot salesforce id' as method,
        exported_at
    from contacts
    where nullif(trim(salesforcecontactid), '') is not null
),

links as (
    select * from merged_records
    union all
    select * from crm_leads
    union all
    select * from crm_contacts
)

select
    record_key_a,
    record_key_b,
    method,
    min(exported_at) as observed_at
from links
group by all
