{# grain: one row per value that a lead's field took. The log holds changes only, so that the first
   change's old value, or the value itself where none was logged, counts from the lead's creation, or
   from the form that created it. Where log and lead disagree, the log holds. #}
with changes as (
    select
        *,
        {{ marketo_field('asset') }} as field
    from {{ ref('stg_marketo__activities') }}
    where activity_type = 13 and asset is not null
),

first_changes as (
    select
        lead_id,
        field,
        old_value as value,
        occurred_at as changed_at,
        min(observed_at) over (partition by lead_id, field) as observed_at
    from changes
    qualify row_number() over (
        partition by lead_id, field order by occurred_at, event_key
    ) = 1
),

leads as (
    select
        *,
        min(exported_at) over (partition by trim(id)) as first_exported_at
    from {{ source('raw', 'marketo__leads') }}
    qualify row_number() over (
        partition by trim(id) order by exported_at desc, landing_file desc, landing_line desc
    ) = 1
),

shown as (
    {% for column in [
        'leadStatus', 'title', 'company', 'industry', 'numberOfEmployees', 'country',
    ] -%}
    select
        trim(id) as lead_id,
        {{ marketo_field("'" ~ column ~ "'") }} as field,
        trim({{ column }}) as value,
        first_exported_at as observed_at
    from leads
    union all
    {% endfor %}
    {# fields of the company's own, as the newest delivery of the lead shows them #}
    select
        fields.lead_id,
        {{ marketo_field('fields.field') }} as field,
        trim(fields.value) as value,
        leads.first_exported_at as observed_at
    from {{ source('raw', 'marketo__lead_fields') }} as fields
    inner join leads
        on
            fields.landing_file = leads.landing_file
            and fields.landing_line = leads.landing_line
),

unlogged as (
    select shown.*
    from shown
    left join first_changes
        on shown.lead_id = first_changes.lead_id and shown.field = first_changes.field
    where first_changes.lead_id is null
),

at_first as (
    select
        lead_id,
        field,
        value,
        changed_at,
        observed_at
    from first_changes
    union all
    select
        lead_id,
        field,
        value,
        cast(null as timestamp) as changed_at,
        observed_at
    from unlogged
),

first_forms as (
    select
        record_key,
        min(occurred_at) as submitted_at
    from {{ ref('stg_marketo__activities') }}
    where activity_type = 2 and time_basis = 'event'
    group by record_key
),

dated as (
    select
        at_first.*,
        'marketo:lead:' || at_first.lead_id as record_key,
        least(records.created_at, first_forms.submitted_at) as known_since
    from at_first
    left join {{ ref('stg_marketo__records') }} as records
        on 'marketo:lead:' || at_first.lead_id = records.record_key
    left join first_forms on 'marketo:lead:' || at_first.lead_id = first_forms.record_key
    where nullif(at_first.value, '') is not null
)

select
    'marketo:first_value:' || lead_id || ':' || field as event_key,
    record_key,
    field,
    value,
    coalesce(known_since, observed_at) as occurred_at,
    observed_at,
    case when known_since is null then 'delivered' else 'event' end as time_basis
from dated
{# where the lead's beginning is unknown, so is how long it had what it had before its first change #}
where changed_at is null or known_since < changed_at
union all
select
    event_key,
    record_key,
    field,
    coalesce(new_value, '') as value,
    occurred_at,
    observed_at,
    time_basis
from changes
