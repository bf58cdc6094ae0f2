{# grain: one row per thing that any other tool says happened to one person #}
with records_created as (
    select
        record_key || ':created' as event_key,
        record_key,
        cast(null as varchar) as email,
        coalesce(created_at, observed_at) as occurred_at,
        observed_at,
        case when created_at is null then 'delivered' else 'event' end as time_basis,
        'record_created' as what,
        'mapped_person' as word,
        cast(null as varchar) as value
    from {{ ref('stg_mapped__records') }}
),

activities as (
    select
        'mapped:activity:' || source || ':' || trim(activity_id) as event_key,
        'mapped:' || source || ':' || nullif(trim(person_record_id), '') as record_key,
        {{ normalised_email('email') }} as email,
        coalesce(min(occurred_at), min(exported_at)) as occurred_at,
        min(exported_at) as observed_at,
        case when min(occurred_at) is null then 'delivered' else 'event' end as time_basis,
        'activity' as what,
        trim(activity) as word,
        trim(campaign) as value
    from {{ source('raw', 'mapped__activities') }}
    group by all
),

told as (
    select
        event_key,
        record_key,
        cast(null as varchar) as email,
        occurred_at,
        observed_at,
        time_basis,
        case value_id when 'label' then 'label' else 'attribute' end as what,
        case value_id when 'label' then 'crm' else value_id end as word,
        value
    from {{ ref('stg_mapped__values') }}
),

events as (
    select * from records_created
    union all
    select * from activities
    union all
    select * from told
)

select
    'mapped' as vendor,
    event_key,
    record_key,
    email,
    cast(null as varchar) as source_session_key,
    occurred_at,
    observed_at,
    time_basis,
    what,
    word,
    value,
    cast(null as varchar) as owner_key,
    cast(null as varchar) as campaign_key
from events
