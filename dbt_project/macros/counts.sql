{# The kinds of signal that the agreement may count, and the field that counts each. #}
{% macro counted_kinds() %}
    {{ return([
        {'kind': 'session', 'field': 'sessions'},
        {'kind': 'key_page', 'field': 'key_pages'},
        {'kind': 'form', 'field': 'forms'},
        {'kind': 'demo_request', 'field': 'demo_requests'},
        {'kind': 'email_click', 'field': 'email_clicks'},
        {'kind': 'webinar', 'field': 'webinars'},
        {'kind': 'campaign_response', 'field': 'campaign_responses'},
        {'kind': 'meeting_held', 'field': 'meetings_held'},
    ]) }}
{% endmacro %}

{# What the timeline knows after each signal, by column; the custom attributes are the agreement's. #}
{% macro timeline_columns() %}
    {% set columns = [
        'name', 'value', 'visitor_id', 'acting_team', 'booked_on', 'opportunity_id', 'deal_state',
        'deal_stage_set', 'amount', 'currency', 'account_id', 'owner_id', 'owner_team',
        'campaign_id', 'channel', 'crm_label_known', 'marketing_label_known', 'title', 'industry',
        'country', 'company', 'employees', 'account_type', 'email', 'email_domain',
    ] %}
    {% for attribute in agreed_attributes() %}
        {% do columns.append('attribute_' ~ attribute.id) %}
    {% endfor %}
    {{ return(columns) }}
{% endmacro %}
