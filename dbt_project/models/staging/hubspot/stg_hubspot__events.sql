{# grain: one row per thing that HubSpot says happened to one contact #}
with records_created as (
    select
        record_key || ':created' as event_key,
        record_key,
        cast(null as varchar) as email,
        coalesce(created_at, observed_at) as occurred_at,
        observed_at,
        case when created_at is null then 'delivered' else 'event' end as time_basis,
        'record_created' as what,
        'hubspot_contact' as word,
        cast(null as varchar) as value
    from {{ ref('stg_hubspot__records') }}
),

form_submissions as (
    select
        event_key,
        record_key,
        cast(null as varchar) as email,
        occurred_at,
        observed_at,
        time_basis,
        'form' as what,
        form_id as word,
        form_title as value
    from {{ ref('stg_hubspot__form_submissions') }}
),

email_clicks as (
    select
        event_key,
        cast(null as varchar) as record_key,
        email,
        occurred_at,
        observed_at,
        time_basis,
        'email_click' as what,
        cast(null as varchar) as word,
        cast(null as varchar) as value
    from {{ ref('stg_hubspot__email_clicks') }}
),

property_values as (
    select
        event_key,
        record_key,
        cast(null as varchar) as email,
        occurred_at,
        observed_at,
        time_basis,
        case property when 'lifecyclestage' then 'label' else 'attribute' end as what,
        case property
            when 'lifecyclestage' then 'marketing'
            when 'jobtitle' then 'title'
            when 'numberofemployees' then 'employees'
            when 'company' then 'company'
            when 'industry' then 'industry'
            when 'country' then 'country'
            else {{ agreed_attribute("'hubspot'", 'property') }}
        end as word,
        value
    from {{ ref('stg_hubspot__property_values') }}
),

events as (
    select * from records_created
    union all
    select * from form_submissions
    union all
    select * from email_clicks
    union all
    select * from property_values
    where word is not null
)

select
    'hubspot' as vendor,
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
