{# grain: one row per deal and contact that it names, whichever of the two names the other #}
with named as (
    select
        record_id as deal_id,
        named_id as contact_id,
        is_primary
    from {{ ref('stg_hubspot__associations') }}
    where record_object = 'deal' and named_object = 'contact'
    union all
    select
        named_id as deal_id,
        record_id as contact_id,
        is_primary
    from {{ ref('stg_hubspot__associations') }}
    where record_object = 'contact' and named_object = 'deal'
)

select
    'hubspot:deal:' || deal_id as deal_key,
    'hubspot:contact:' || contact_id as record_key,
    cast(null as varchar) as email,
    min(case when is_primary then 2 else 3 end) as link_rank,
    cast(null as timestamp) as linked_at
from named
group by deal_id, contact_id
