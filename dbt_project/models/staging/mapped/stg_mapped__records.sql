{# grain: one row per person record of any other tool, as the newest delivery shows it; it belongs to a
   company that a deal of the same source names #}
with newest as (
    select
        *,
        'mapped:account:' || source || ':' || {{ folded_name('company') }} as named_account_key,
        min(exported_at) over (partition by source, trim(record_id)) as observed_at
    from {{ source('raw', 'mapped__people') }}
    qualify row_number() over (
        partition by source, trim(record_id)
        order by exported_at desc, landing_file desc, landing_line desc
    ) = 1
)

select
    'mapped' as vendor,
    newest.source,
    'person' as record_object,
    'mapped:' || newest.source || ':' || trim(newest.record_id) as record_key,
    trim(newest.record_id) as vendor_record_id,
    {{ normalised_email('newest.email') }} as email,
    nullif(trim(newest.full_name), '') as full_name,
    newest.created_at,
    newest.observed_at,
    accounts.account_key,
    cast(null as varchar) as merged_into_key,
    false as is_deleted,
    coalesce(newest.created_at, newest.observed_at) as crm_since
from newest
left join {{ ref('stg_mapped__accounts') }} as accounts
    on newest.named_account_key = accounts.account_key
