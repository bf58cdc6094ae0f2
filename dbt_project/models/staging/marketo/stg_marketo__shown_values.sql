{# grain: one row per field of a lead that a delivery of leads showed with a value #}
with leads as (
    select
        *,
        trim(id) as lead_id,
        {{ utc_instant('updatedAt') }} as updated_at
    from {{ source('raw', 'marketo__leads') }}
),

shown as (
    {% for column in [
        'leadStatus', 'title', 'company', 'industry', 'numberOfEmployees', 'country', 'leadScore',
    ] -%}
    select
        lead_id,
        {{ marketo_field("'" ~ column ~ "'") }} as field,
        trim({{ column }}) as value,
        updated_at,
        exported_at,
        landing_file,
        landing_line
    from leads
    union all
    {% endfor %}
    {# fields of the company's own #}
    select
        leads.lead_id,
        {{ marketo_field('fields.field') }} as field,
        trim(fields.value) as value,
        leads.updated_at,
        leads.exported_at,
        leads.landing_file,
        leads.landing_line
    from {{ source('raw', 'marketo__lead_fields') }} as fields
    inner join leads
        on
            fields.landing_file = leads.landing_file
            and fields.landing_line = leads.landing_line
)

select
    lead_id,
    field,
    value,
    exported_at,
    {# a lead is shown as it was when it was last changed: the log may have been exported later #}
    coalesce(updated_at, exported_at) as shown_as_of,
    row_number() over (
        partition by lead_id, field order by exported_at, landing_file, landing_line
    ) as delivery_number
from shown
where nullif(value, '') is not null
