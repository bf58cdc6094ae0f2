{# grain: one row per value of a property that HubSpot keeps the history of, and who told it #}
select
    'hubspot' as vendor,
    property as field,
    record_key,
    occurred_at,
    told_by
from {{ ref('stg_hubspot__property_values') }}
where
    property in (
        'jobtitle', 'company', 'industry', 'numberofemployees', 'country', 'lifecyclestage',
        'hs_lead_status', 'hubspot_owner_id'
    )
    or {{ agreed_attribute("'hubspot'", 'property') }} is not null
union all
select
    vendor,
    'dealstage' as field,
    deal_key as record_key,
    occurred_at,
    told_by
from {{ ref('stg_hubspot__deal_changes') }}
