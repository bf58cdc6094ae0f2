{# A company's size class, by employees. #}
{% macro account_segment(employees) -%}
case
    when {{ employees }} is null then 'unknown'
    when {{ employees }} < 50 then 'small'
    when {{ employees }} < 500 then 'medium'
    else 'large'
end
{%- endmacro %}
