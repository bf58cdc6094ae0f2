{# grain: one row per thing that Marketo says happened to one lead; pages seen, letters opened and all
   else in its log are no acts that count #}
with records_created as (
    select
        record_key || ':created' as event_key,
        record_key,
        coalesce(created_at, observed_at) as occurred_at,
        observed_at,
        case when created_at is null then 'delivered' else 'event' end as time_basis,
        'record_created' as what,
        'marketo_lead' as word,
        cast(null as varchar) as value
    from {{ ref('stg_marketo__records') }}
),

acts as (
    select
        event_key,
        record_key,
        occurred_at,
        observed_at,
        time_basis,
        case activity_type when 2 then 'form' else 'email_click' end as what,
        case activity_type when 2 then asset end as word,
        cast(null as varchar) as value
    from {{ ref('stg_marketo__activities') }}
    where activity_type in (2, 11)
),

field_values as (
    select
        event_key,
        record_key,
        occurred_at,
        observed_at,
        time_basis,
        case field when 'status' then 'label' else 'attribute' end as what,
        case
            when field = 'status' then 'marketing'
            when field in ('title', 'company', 'industry', 'employees', 'country') then field
            else {{ agreed_attribute("'marketo'", 'field') }}
        end as word,
        value
    from {{ ref('stg_marketo__field_values') }}
),

events as (
    select * from records_created
    union all
    select * from acts
    union all
    select * from field_values
    where word is not null
)

select
    'marketo' as vendor,
    event_key,
    record_key,
    cast(null as varchar) as email,
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
