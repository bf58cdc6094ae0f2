{# The agreed day of a date that HubSpot writes as a moment; a day without an hour is that day. #}
{% macro hubspot_day(text) -%}
case
    when length(trim({{ text }})) <= 10 then try_cast(trim({{ text }}) as date)
    else {{ agreed_day(utc_instant(text)) }}
end
{%- endmacro %}
