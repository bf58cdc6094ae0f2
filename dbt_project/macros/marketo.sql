{# Our name of a lead's field, which the extract of leads calls by its REST name and the log by its
   label; one that both call by its name, and a field of the company's own, keeps that. #}
{% macro marketo_field(name) -%}
case replace(lower(trim({{ name }})), ' ', '')
    when 'leadstatus' then 'status'
    when 'jobtitle' then 'title'
    when 'companyname' then 'company'
    when 'numberofemployees' then 'employees'
    when 'numemployees' then 'employees'
    when 'leadscore' then 'leadscore'
    else lower(trim({{ name }}))
end
{%- endmacro %}
