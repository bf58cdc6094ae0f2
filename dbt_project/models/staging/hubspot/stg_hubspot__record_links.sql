{# grain: one row per pair of records that HubSpot itself says are one person; of a merge the first
   is the record that gave way #}
with contacts as (
    select
        'hubspot:contact:' || trim(id) as record_key,
        exported_at,
        hs_merged_object_ids,
        salesforceleadid,
        salesforcecontactid
    from {{ source('raw', 'hubspot__contacts') }}
),

merged_words as (
    select
        record_key,
        {{ each_word('hs_merged_object_ids') }} as merged_id,
        exported_at
    from contacts
),

{# the ids are a list with semicolons, or one number, which some exports write with a decimal point;
   what is blank between two semicolons is nobody #}
merged_records as (
    select
        'hubspot:contact:' || regexp_replace(merged_id, '[.]0+$', '') as record_key_a,
        record_key as record_key_b,
        'hubspot merge' as method,
        exported_at
    from merged_words
    where merged_id <> ''
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
