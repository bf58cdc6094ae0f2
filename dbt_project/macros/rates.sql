{# The annex's rates to the reporting currency, each with the days it holds: [valid_from, valid_until). #}
{% macro dated_rates() -%}
select
    currency,
    day as valid_from,
    lead(day) over (partition by currency order by day) as valid_until,
    rate
from {{ source('agreement', 'exchange_rates') }}
{%- endmacro %}

{# An amount in the reporting currency; NULL where no rate is agreed. #}
{% macro in_reporting_currency(amount, currency, rate) -%}
case
    when {{ currency }} = '{{ agreed_currency() }}' then {{ amount }}
    else cast({{ amount }} * {{ rate }} as decimal(18, 2))
end
{%- endmacro %}
