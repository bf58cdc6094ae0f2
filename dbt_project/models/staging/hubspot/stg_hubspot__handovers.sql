{# grain: one row per contact that was handed to Sales, in a HubSpot that is the CRM as well, which is one
   that delivers deals: when it was first given a lead status or an owner #}
with crm_contacts as (
    select 'hubspot:contact:' || trim(id) as record_key
    from {{ source('raw', 'hubspot__contacts') }}
    where source in (select source from {{ source('raw', 'hubspot__deals') }})
)

select
    record_key,
    occurred_at,
    observed_at,
    time_basis
from {{ ref('stg_hubspot__property_values') }}
where
    property in ('hs_lead_status', 'hubspot_owner_id')
    and value <> ''
    and record_key in (select record_key from crm_contacts)
qualify row_number() over (partition by record_key order by occurred_at, event_key) = 1
