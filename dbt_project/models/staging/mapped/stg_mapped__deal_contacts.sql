{# grain: one row per deal that names its person, by record or by address #}
select
    'mapped:deal:' || source || ':' || trim(deal_id) as deal_key,
    'mapped:' || source || ':' || nullif(trim(person_record_id), '') as record_key,
    {{ normalised_email('email') }} as email,
    2 as link_rank,
    min(created_at) as linked_at
from {{ source('raw', 'mapped__deals') }}
where coalesce(nullif(trim(person_record_id), ''), nullif(trim(email), '')) is not null
group by all
