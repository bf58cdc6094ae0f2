{# grain: one row per thing that Salesforce says happened to one person's record #}
with records_created as (
    select
        record_key || ':created' as event_key,
        record_key,
        coalesce(created_at, observed_at) as occurred_at,
        observed_at,
        case when created_at is null then 'delivered' else 'event' end as time_basis,
        'record_created' as what,
        'salesforce_' || record_object as word,
        cast(null as varchar) as value,
        cast(null as varchar) as owner_key,
        cast(null as varchar) as campaign_key
    from {{ ref('stg_salesforce__records') }}
),

lead_changes as (
    select
        event_key,
        record_key,
        occurred_at,
        observed_at,
        time_basis,
        case field when 'Status' then 'label' else 'owner' end as what,
        case field when 'Status' then 'crm' end as word,
        value,
        case field when 'Owner' then 'salesforce:owner:' || value end as owner_key,
        cast(null as varchar) as campaign_key
    from {{ ref('stg_salesforce__lead_changes') }}
),

attributes as (
    select
        event_key,
        record_key,
        occurred_at,
        observed_at,
        time_basis,
        'attribute' as what,
        attribute_id as word,
        value,
        cast(null as varchar) as owner_key,
        cast(null as varchar) as campaign_key
    from {{ ref('stg_salesforce__attributes') }}
),

sales_acts as (
    select
        event_key,
        record_key,
        occurred_at,
        observed_at,
        time_basis,
        what,
        cast(null as varchar) as word,
        cast(null as varchar) as value,
        owner_key,
        cast(null as varchar) as campaign_key
    from {{ ref('stg_salesforce__sales_acts') }}
    where record_key is not null
),

campaign_responses as (
    select
        responses.event_key,
        responses.record_key,
        responses.occurred_at,
        responses.observed_at,
        responses.time_basis,
        'campaign_response' as what,
        campaigns.campaign_type as word,
        cast(null as varchar) as value,
        cast(null as varchar) as owner_key,
        responses.campaign_key
    from {{ ref('stg_salesforce__campaign_responses') }} as responses
    left join {{ ref('stg_salesforce__campaigns') }} as campaigns
        on responses.campaign_key = campaigns.campaign_key
),

events as (
    select * from records_created
    union all
    select * from lead_changes
    union all
    select * from attributes
    union all
    select * from sales_acts
    union all
    select * from campaign_responses
)

select
    'salesforce' as vendor,
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
    owner_key,
    campaign_key
from events
