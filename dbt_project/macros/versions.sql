{# The version in force at the end of what is known. #}
{% macro version_in_force() -%}
{{ agreed_version("(select as_of from " ~ source('landing', 'as_of') ~ ")") }}
{%- endmacro %}
