{# grain: one row per value of an attribute of a lead or contact that a delivery showed anew, the fields
   of the company's own among them that the agreement names; the first value counts from the record's
   creation, a later one from the delivery that showed it #}
with snapshots as (
    select
        {{ salesforce_key('lead', 'Id') }} as record_key,
        {{ utc_instant('CreatedDate') }} as created_at,
        exported_at,
        landing_file,
        landing_line,
        Title as title,
        Industry as industry,
        Country as country,
        Company as company,
        NumberOfEmployees as employees,
        extra
    from {{ source('raw', 'salesforce__lead') }}
    union all
    select
        {{ salesforce_key('contact', 'Id') }} as record_key,
        {{ utc_instant('CreatedDate') }} as created_at,
        exported_at,
        landing_file,
        landing_line,
        Title as title,
        cast(null as varchar) as industry,
        MailingCountry as country,
        cast(null as varchar) as company,
        cast(null as varchar) as employees,
        extra
    from {{ source('raw', 'salesforce__contact') }}
),

{# a field without a column of its own is among those that the delivery keeps as they came #}
own_fields as (
    select
        *,
        {{ each_key('extra') }} as field
    from snapshots
),

shown as (
    {% for attribute in ['title', 'industry', 'country', 'company', 'employees'] -%}
    select
        record_key, created_at, exported_at, landing_file, landing_line,
        '{{ attribute }}' as attribute_id, nullif(trim({{ attribute }}), '') as value
    from snapshots
    union all
    {% endfor -%}
    select
        record_key, created_at, exported_at, landing_file, landing_line,
        {{ agreed_attribute("'salesforce'", 'field') }} as attribute_id,
        nullif(trim({{ json_text('extra', 'field') }}), '') as value
    from own_fields
    where {{ agreed_attribute("'salesforce'", 'field') }} is not null
),

compared as (
    select
        *,
        lag(value) over (
            partition by record_key, attribute_id
            order by exported_at, landing_file, landing_line
        ) as value_before,
        row_number() over (
            partition by record_key, attribute_id
            order by exported_at, landing_file, landing_line
        ) as delivery_number
    from shown
)

select
    record_key || ':' || attribute_id || ':' || cast(delivery_number as varchar) as event_key,
    record_key,
    attribute_id,
    coalesce(value, '') as value,
    case when delivery_number = 1 then created_at else exported_at end as occurred_at,
    exported_at as observed_at,
    case when delivery_number = 1 then 'event' else 'delivered' end as time_basis
from compared
where
    (delivery_number = 1 and value is not null)
    or (delivery_number > 1 and coalesce(value, '') <> coalesce(value_before, ''))
