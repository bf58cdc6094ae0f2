{# Our name of a lead's field, which the extract of leads calls by its REST name and the log by its
   label; a field of the company's own keeps its name. #}
{% macro marketo_field(name) -%}
case replace(lower(trim({{ name }})), ' ', '')
    when 'leadstatus' then 'status'
    when 'title' then 'title'
    when 'jobtitle' then 'title'
    when 'company' then 'company'
    when 'companyname' then 'company'
    when 'industry' then 'industry'
    when 'numberofemployees' then 'employees'
    when 'numemployees' then 'employees'
    when 'country' then 'country'
    else lower(trim({{ name }}))
end
{%- endmacro %}
