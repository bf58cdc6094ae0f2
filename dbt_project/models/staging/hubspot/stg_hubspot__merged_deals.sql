{# grain: one row per deal that HubSpot says became part of another one, and is none of its own any more #}
with merged_words as (
    select
        trim(id) as deal_id,
        {{ each_word('hs_merged_object_ids') }} as merged_id
    from {{ source('raw', 'hubspot__deals') }}
)

select distinct 'hubspot:deal:' || regexp_replace(merged_id, '[.]0+$', '') as deal_key
from merged_words
where merged_id <> '' and regexp_replace(merged_id, '[.]0+$', '') <> deal_id
