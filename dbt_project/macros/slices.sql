{# The ways in which rates and times are sliced: the dimension, and its column of the entry. To add one,
   add it here: it adds rows to every table that is sliced, and columns to none. #}
{% macro slice_columns() %}
    {{ return({
        'persona': 'persona_id',
        'channel': 'channel',
        'owner': 'owner_id',
        'segment': 'account_segment',
    }) }}
{% endmacro %}

{# Every row once for everybody ('all') and once per dimension, with its value there; 'none' is nobody. #}
{% macro sliced(rows) -%}
select
    {{ rows }}.*,
    dimensions.dimension,
    case dimensions.dimension
        when 'all' then 'all'
        {%- for dimension, column in slice_columns().items() %}
        when '{{ dimension }}' then coalesce({{ rows }}.{{ column }}, 'none')
        {%- endfor %}
    end as dimension_value
from {{ rows }}
cross join (
    select 'all' as dimension
    {%- for dimension in slice_columns() %}
    union all
    select '{{ dimension }}' as dimension
    {%- endfor %}
) as dimensions
{%- endmacro %}

{# The same columns of an entry, for a select. #}
{% macro slice_columns_of(rows) -%}
{%- for column in slice_columns().values() %}
{{ rows }}.{{ column }}{{ "," if not loop.last }}
{%- endfor %}
{%- endmacro %}
