{# grain: one row per field of a lead that a delivery of leads showed with a value #}
with leads as (
    select
        *,
        trim(id) as lead_id,
        {{ utc_instant('updatedAt') }} as updated_at,
        min(exported_at) over (partition by trim(id)) as first_exported_at,
        row_number() over (
            partition by trim(id) order by exported_at desc, landing_file desc, landing_line desc
        ) = 1 as is_newest
    from {{ source('raw', 'marketo__leads') }}
),

shown as (
    {% for column in [
        'leadStatus', 'title', 'company', 'industry', 'numberOfEmployees', 'country',
    ] -%}
    select
        lead_id,
        {{ marketo_field("'" ~ column ~ "'") }} as field,
        trim({{ column }}) as value,
        updated_at,
        exported_at,
        first_exported_at,
        is_newest
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
        leads.first_exported_at,
        leads.is_newest
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
    first_exported_at,
    is_newest,
    {# a lead that was changed since then is not shown as it was then #}
    coalesce(updated_at, exported_at) as shown_as_of
from shown
where nullif(value, '') is not null
