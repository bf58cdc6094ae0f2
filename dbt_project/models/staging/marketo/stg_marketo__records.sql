{# grain: one row per Marketo lead, as the newest delivery shows it; one that was gone before any
   delivery of leads is known by the activity that made it #}
with leads as (
    select
        source,
        trim(id) as lead_id,
        {{ normalised_email('email') }} as email,
        nullif(trim(coalesce(firstName, '') || ' ' || coalesce(lastName, '')), '') as full_name,
        {{ utc_instant('createdAt') }} as created_at,
        min(exported_at) over (partition by trim(id)) as observed_at
    from {{ source('raw', 'marketo__leads') }}
    qualify row_number() over (
        partition by trim(id) order by exported_at desc, landing_file desc, landing_line desc
    ) = 1
),

made as (
    select
        source,
        lead_id,
        case when time_basis = 'event' then occurred_at end as created_at,
        observed_at
    from {{ ref('stg_marketo__activities') }}
    where activity_type = 12
    qualify row_number() over (
        partition by lead_id order by occurred_at, observed_at, event_key
    ) = 1
),

known as (
    select
        coalesce(leads.source, made.source) as source,
        coalesce(leads.lead_id, made.lead_id) as lead_id,
        leads.email,
        leads.full_name,
        coalesce(leads.created_at, made.created_at) as created_at,
        least(leads.observed_at, made.observed_at) as observed_at
    from leads
    full outer join made on leads.lead_id = made.lead_id
)

select
    'marketo' as vendor,
    known.source,
    'lead' as record_object,
    'marketo:lead:' || known.lead_id as record_key,
    known.lead_id as vendor_record_id,
    known.email,
    known.full_name,
    known.created_at,
    known.observed_at,
    cast(null as varchar) as account_key,
    'marketo:lead:' || lead_merges.winner_id as merged_into_key,
    coalesce(lead_merges.lead_id, deletions.lead_id) is not null as is_deleted,
    cast(null as timestamp) as crm_since
from known
left join {{ ref('stg_marketo__merges') }} as lead_merges
    on known.lead_id = lead_merges.lead_id
left join {{ ref('stg_marketo__deletions') }} as deletions on known.lead_id = deletions.lead_id
