{# grain: one row per deal that names its person: by record or by address, else by a name that fits one
   person alone #}
select
    'mapped:deal:' || source || ':' || trim(deal_id) as deal_key,
    'mapped:' || source || ':' || nullif(trim(person_record_id), '') as record_key,
    {{ normalised_email('email') }} as email,
    2 as link_rank,
    min(created_at) as linked_at
from {{ source('raw', 'mapped__deals') }}
where coalesce(nullif(trim(person_record_id), ''), nullif(trim(email), '')) is not null
group by all
union all
select
    deal_key,
    record_key,
    cast(null as varchar) as email,
    case name_kind when 'person' then 4 else 6 end as link_rank,
    cast(null as timestamp) as linked_at
from {{ ref('stg_mapped__deal_names') }}
where record_key is not null
