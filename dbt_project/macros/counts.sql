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
