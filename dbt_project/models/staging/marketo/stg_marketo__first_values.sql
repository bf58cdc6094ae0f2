{# grain: one row per field with a value at the lead's beginning, of which the log holds nothing: what
   the first change found there, else what the first delivery showed. It counts from the lead's creation,
   or from the form that created it. #}
with logged as (
    select
        *,
        min(observed_at) over (partition by lead_id, field) as logged_at
    from {{ ref('stg_marketo__changes') }}
),

first_shown as (
    select *
    from {{ ref('stg_marketo__shown_values') }}
    where delivery_number = 1
),

at_first as (
    select
        logged.lead_id,
        logged.field,
        logged.old_value as value,
        logged.occurred_at as changed_at,
        least(logged.logged_at, first_shown.exported_at) as observed_at
    from logged
    left join first_shown
        on logged.lead_id = first_shown.lead_id and logged.field = first_shown.field
    where logged.is_first and logged.old_value <> ''
    union all
    select
        first_shown.lead_id,
        first_shown.field,
        first_shown.value,
        cast(null as timestamp) as changed_at,
        first_shown.exported_at as observed_at
    from first_shown
    left join logged
        on first_shown.lead_id = logged.lead_id and first_shown.field = logged.field
    where logged.lead_id is null
),

making_forms as (
    select
        records.record_key,
        {{ made_by_form('forms.occurred_at', 'records.created_at') }} as submitted_at
    from {{ ref('stg_marketo__records') }} as records
    inner join {{ ref('stg_marketo__activities') }} as forms on records.record_key = forms.record_key
    where forms.activity_type = 2 and forms.time_basis = 'event'
    group by records.record_key
),

dated as (
    select
        at_first.*,
        records.record_key,
        coalesce(making_forms.submitted_at, records.created_at) as known_since
    from at_first
    inner join {{ ref('stg_marketo__records') }} as records
        on at_first.lead_id = records.vendor_record_id
    left join making_forms on records.record_key = making_forms.record_key
)

select
    'marketo:first_value:' || lead_id || ':' || field as event_key,
    record_key,
    lead_id,
    field,
    value,
    coalesce(known_since, observed_at) as occurred_at,
    observed_at,
    case when known_since is null then 'delivered' else 'event' end as time_basis
from dated
{# where the lead's beginning is unknown, so is how long it had what it had before its first change #}
where changed_at is null or known_since < changed_at
