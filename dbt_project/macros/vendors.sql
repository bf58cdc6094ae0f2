{#
  The vendors and the conformed staging models each of them ends in.
  To add a vendor: a source module, a staging folder, and one word here.
#}
{% macro vendors_of(entity) %}
    {% set entities = {
        'records': ['hubspot', 'marketo', 'salesforce', 'mapped'],
        'record_links': ['hubspot', 'marketo', 'salesforce'],
        'events': ['ga4', 'hubspot', 'marketo', 'salesforce', 'mapped'],
        'sessions': ['ga4'],
        'deals': ['hubspot', 'salesforce', 'mapped'],
        'deal_changes': ['hubspot', 'salesforce'],
        'deal_contacts': ['hubspot', 'salesforce', 'mapped'],
        'accounts': ['hubspot', 'salesforce', 'mapped'],
        'campaigns': ['salesforce'],
        'owners': ['hubspot', 'salesforce'],
        'counted_items': ['ga4', 'hubspot', 'marketo', 'salesforce', 'mapped'],
        'tracked_values': ['hubspot', 'marketo', 'salesforce'],
    } %}
    {{ return(entities[entity]) }}
{% endmacro %}

{# Every vendor's rows of one conformed entity. #}
{% macro every_vendor(entity) -%}
{% for vendor in vendors_of(entity) -%}
select * from {{ ref('stg_' ~ vendor ~ '__' ~ entity) }}
{%- if not loop.last %}
union all
{% endif %}
{%- endfor %}
{%- endmacro %}

{# The order in which vendors' records are taken where they were created at one moment. #}
{% macro vendor_rank(vendor) -%}
case {{ vendor }}
    when 'salesforce' then 1
    when 'hubspot' then 2
    when 'marketo' then 3
    when 'mapped' then 4
    else 5
end
{%- endmacro %}
