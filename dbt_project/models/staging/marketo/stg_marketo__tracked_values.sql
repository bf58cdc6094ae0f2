{# grain: one row per value of a field whose changes Marketo logs, and who told it #}
select
    'marketo' as vendor,
    case field
        when 'status' then 'leadStatus'
        when 'employees' then 'numberOfEmployees'
        else field
    end as field,
    record_key,
    occurred_at,
    told_by
from {{ ref('stg_marketo__field_values') }}
where
    field in ('status', 'title', 'company', 'industry', 'employees', 'country')
    or {{ agreed_attribute("'marketo'", 'field') }} is not null
