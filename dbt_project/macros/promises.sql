{# The stages that carry a deal and so an amount (semantics 18): those whose condition asks for it. #}
{% macro deal_stages() %}
    {% set ids = [] %}
    {% for stage in agreed_stages() %}
        {% for clause in stage.clauses or [] if clause.field in ('deal', 'deal_stage') %}
            {% if stage.stage_id not in ids %}{% do ids.append(stage.stage_id) %}{% endif %}
        {% endfor %}
    {% endfor %}
    {{ return(ids) }}
{% endmacro %}

{# A list of words as a SQL tuple. #}
{% macro sql_words(words) -%}
({% for word in words %}'{{ word | replace("'", "''") }}'{{ ", " if not loop.last }}{% endfor %})
{%- endmacro %}
