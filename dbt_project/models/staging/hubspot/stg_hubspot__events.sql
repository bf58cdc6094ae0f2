{# grain: one row per thing that HubSpot says happened to one contact; of Sales it tells where it is the CRM
   as well #}
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
        cast(null as varchar) as value,
        cast(null as varchar) as owner_key
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
        form_title as value,
        cast(null as varchar) as owner_key
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
        cast(null as varchar) as value,
        cast(null as varchar) as owner_key
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
        value,
        cast(null as varchar) as owner_key
    from {{ ref('stg_hubspot__property_values') }}
    where property not in ('hs_lead_status', 'hubspot_owner_id')
),

handovers as (
    select * from {{ ref('stg_hubspot__handovers') }}
),

handed_over as (
    select
        record_key || ':handed_over' as event_key,
        record_key,
        cast(null as varchar) as email,
        occurred_at,
        observed_at,
        time_basis,
        'record_created' as what,
        'hubspot_lead' as word,
        cast(null as varchar) as value,
        cast(null as varchar) as owner_key
    from handovers
),

sales_values as (
    select
        property_values.event_key,
        property_values.record_key,
        cast(null as varchar) as email,
        property_values.occurred_at,
        property_values.observed_at,
        property_values.time_basis,
        case property_values.property when 'hs_lead_status' then 'label' else 'owner' end as what,
        case property_values.property when 'hs_lead_status' then 'crm' end as word,
        property_values.value,
        case property_values.property
            when 'hubspot_owner_id' then 'hubspot:owner:' || nullif(property_values.value, '')
        end as owner_key
    from {{ ref('stg_hubspot__property_values') }} as property_values
    inner join handovers on property_values.record_key = handovers.record_key
    where property_values.property in ('hs_lead_status', 'hubspot_owner_id')
),

sales_acts as (
    select
        event_key,
        record_key,
        cast(null as varchar) as email,
        occurred_at,
        observed_at,
        time_basis,
        what,
        cast(null as varchar) as word,
        cast(null as varchar) as value,
        owner_key
    from {{ ref('stg_hubspot__sales_acts') }}
    where record_key is not null
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
    union all
    select * from handed_over
    union all
    select * from sales_values
    union all
    select * from sales_acts
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
    owner_key,
    cast(null as varchar) as campaign_key
from events
