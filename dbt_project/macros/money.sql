{# A sum of amounts, which must all be in one currency: two of them are never added, the query fails. #}
{% macro money_sum(amount, currency) -%}
case
    when count(distinct case when {{ amount }} is not null then {{ currency }} end) > 1
        then {{ raise_error("'amounts of two currencies in one sum'") }}
    else sum({{ amount }})
end
{%- endmacro %}
