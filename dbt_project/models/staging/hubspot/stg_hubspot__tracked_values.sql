{# grain: one row per value of a property that HubSpot keeps the history of, and who told it #}
select
    'hubspot' as vendor,
    property as field,
    record_key,
    occurred_at,
    told_by
from {{ ref('stg_hubspot__property_values') }}
where
    property in ('jobtitle', 'company', 'industry', 'numberofemployees', 'country', 'lifecyclestage')
    or {{ agreed_attribute("'hubspot'", 'property') }} is not null
