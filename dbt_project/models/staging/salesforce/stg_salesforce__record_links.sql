{# grain: one row per pair of records that Salesforce itself says are one person; of a merge the first
   is the record that gave way #}
with merged_records as (
    select
        record_key as record_key_a,
        merged_into_key as record_key_b,
        'salesforce merge' as method,
        observed_at
    from {{ ref('stg_salesforce__records') }}
    where merged_into_key is not null
),

conversions as (
    select
        {{ salesforce_key('lead', 'Id') }} as record_key_a,
        {{ salesforce_key('contact', 'ConvertedContactId') }} as record_key_b,
        'salesforce conversion' as method,
        min(exported_at) as observed_at
    from {{ source('raw', 'salesforce__lead') }}
    where nullif(trim(ConvertedContactId), '') is not null
    group by all
)

select * from merged_records
union all
select * from conversions
