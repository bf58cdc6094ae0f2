{# The order of signals of one moment (semantics 5): what is told of somebody, so that whatever happened
   then is judged knowing it; those that can cause stages, in stage order; those that cause exits. #}
{% macro kind_order(kind) -%}
case {{ kind }}
    when 'version_start' then 0
    when 'owner' then 1
    when 'attribute' then 2
    when 'record_created' then 3
    when 'session' then 4
    when 'key_page' then 5
    when 'email_click' then 6
    when 'form' then 7
    when 'webinar' then 8
    when 'campaign_response' then 9
    when 'demo_request' then 10
    when 'outbound_email' then 11
    when 'outbound_call' then 12
    when 'meeting_held' then 13
    when 'deal_created' then 14
    when 'deal_changed' then 15
    when 'marketing_label' then 16
    when 'crm_label' then 17
    when 'deal_won' then 18
    when 'deal_lost' then 19
    when 'deal_joined' then 20
    else 15
end
{%- endmacro %}

{# An address that names one person: not blank, not shared by a role (semantics 1). #}
{% macro is_personal_email(email) -%}
coalesce(
    {{ email }} like '%_@_%'
    and split_part({{ email }}, '@', 1) not in (
        'info', 'sales', 'support', 'contact', 'hello', 'office', 'admin', 'team', 'mail',
        'marketing', 'service', 'help', 'billing', 'accounts', 'accounting', 'invoice', 'invoices',
        'jobs', 'careers', 'hr', 'press', 'media', 'news', 'newsletter', 'enquiries', 'inquiries',
        'webmaster', 'postmaster', 'hostmaster', 'abuse', 'noreply', 'no-reply', 'donotreply',
        'root', 'orders', 'order', 'shop', 'kontakt', 'vertrieb', 'buchhaltung', 'events'
    ),
    false
)
{%- endmacro %}

{# The latest or the next value that is not NULL, in a window. #}
{% macro last_known(value) %}{{ return(adapter.dispatch('last_known')(value)) }}{% endmacro %}
{% macro duckdb__last_known(value) -%}
last_value({{ value }} ignore nulls)
{%- endmacro %}
{% macro first_known(value) %}{{ return(adapter.dispatch('first_known')(value)) }}{% endmacro %}
{% macro duckdb__first_known(value) -%}
first_value({{ value }} ignore nulls)
{%- endmacro %}

{# When the form was sent that made a record, of all its forms (an aggregate): the last before the record's
   creation, the first where nobody knows that. A tool dates a form a moment before the record which it
   makes, and a fair's list may bring earlier forms long after. #}
{% macro made_by_form(sent_at, created_at) -%}
coalesce(
            max({{ sent_at }}) filter (where {{ sent_at }} <= {{ created_at }}),
            min({{ sent_at }}) filter (where {{ created_at }} is null)
        )
{%- endmacro %}
