{# grain: one row per lead that Marketo deleted, however often and wherever it says so #}
with deletions as (
    select
        trim(leadId) as lead_id,
        exported_at as observed_at
    from {{ source('raw', 'marketo__deleted_leads') }}
    union all
    select
        lead_id,
        observed_at
    from {{ ref('stg_marketo__activities') }}
    where activity_type = 37
)

select
    lead_id,
    min(observed_at) as observed_at
from deletions
group by lead_id
