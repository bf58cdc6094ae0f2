{# grain: one row per value of a field that Salesforce can track, and who told it #}
select
    'salesforce' as vendor,
    'Lead.' || field as field,
    record_key,
    occurred_at,
    told_by
from {{ ref('stg_salesforce__lead_changes') }}
union all
select
    vendor,
    'Opportunity.StageName' as field,
    deal_key as record_key,
    occurred_at,
    told_by
from {{ ref('stg_salesforce__deal_changes') }}
