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

people as (
    select
        'mapped:' || source || ':' || trim(record_id) as record_key,
        *
    from {{ source('raw', 'mapped__people') }}
    qualify row_number() over (
        partition by source, trim(record_id)
        order by exported_at desc, landing_file desc, landing_line desc
    ) = 1
),

labels as (
    select
        record_key || ':label' as event_key,
        record_key,
        cast(null as varchar) as email,
        coalesce(label_at, exported_at) as occurred_at,
        exported_at as observed_at,
        case when label_at is null then 'delivered' else 'event' end as time_basis,
        'label' as what,
        'crm' as word,
        trim(label) as value
    from people
    where nullif(trim(label), '') is not null
),

attributes as (
    {% for attribute in ['title', 'company', 'industry', 'country', 'employees'] -%}
    select
        record_key || ':{{ attribute }}' as event_key,
        record_key,
        cast(null as varchar) as email,
        coalesce(created_at, exported_at) as occurred_at,
        exported_at as observed_at,
        case when created_at is null then 'delivered' else 'event' end as time_basis,
        'attribute' as what,
        '{{ attribute }}' as word,
        trim({{ attribute }}) as value
    from people
    where nullif(trim({{ attribute }}), '') is not null
    {{ "union all" if not loop.last }}
    {% endfor %}
),

events as (
    select * from records_created
    union all
    select * from activities
    union all
    select * from labels
    union all
    select * from attributes
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
