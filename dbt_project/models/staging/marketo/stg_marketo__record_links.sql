{# grain: one row per pair of records that Marketo itself says are one person; of a merge the first is
   the record that gave way #}
with merged_records as (
    select
        'marketo:lead:' || lead_id as record_key_a,
        'marketo:lead:' || winner_id as record_key_b,
        'marketo merge' as method,
        observed_at
    from {{ ref('stg_marketo__merges') }}
),

crm_leads as (
    select
        'marketo:lead:' || trim(id) as record_key_a,
        {{ salesforce_key('lead', 'sfdcLeadId') }} as record_key_b,
        'marketo salesforce id' as method,
        exported_at as observed_at
    from {{ source('raw', 'marketo__leads') }}
    where nullif(trim(sfdcLeadId), '') is not null
),

crm_contacts as (
    select
        'marketo:lead:' || trim(id) as record_key_a,
        {{ salesforce_key('contact', 'sfdcContactId') }} as record_key_b,
        'marketo salesforce id' as method,
        exported_at as observed_at
    from {{ source('raw', 'marketo__leads') }}
    where nullif(trim(sfdcContactId), '') is not null
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
    min(observed_at) as observed_at
from links
group by all
