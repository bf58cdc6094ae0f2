{# The signed agreement, compiled. Never edited by hand: change the agreement in expectations/, have
   both sides sign it, and compile it (smarketing agreement compile). #}

{# The version in force at an instant; the first one also applies backwards. #}
{% macro agreed_version(instant) -%}
case
    when {{ instant }} >= timestamp '2025-12-31 23:00:00' then '2026-01-01'
    when {{ instant }} >= timestamp '2025-06-30 22:00:00' then '2025-07-01'
    else '2025-01-01'
end
{%- endmacro %}

{# Every version, in order of effect. #}
{% macro agreed_versions() -%}
{{ return([
    {"version": "2025-01-01", "effective_at": "2024-12-31 23:00:00", "engagement_window_days": 90},
    {"version": "2025-07-01", "effective_at": "2025-06-30 22:00:00", "engagement_window_days": 90},
    {"version": "2026-01-01", "effective_at": "2025-12-31 23:00:00", "engagement_window_days": 90},
]) }}
{%- endmacro %}

{# The latest version's time zone. #}
{% macro agreed_time_zone() -%}
Europe/Berlin
{%- endmacro %}

{# The latest reporting currency. #}
{% macro agreed_currency() -%}
EUR
{%- endmacro %}

{# Whose team a department of the CRM is. #}
{% macro agreed_team(department) -%}
case
        when lower(trim({{ department }})) in ('marketing', 'web') then 'marketing'
        when lower(trim({{ department }})) in ('sales') then 'sales'
        else cast(null as varchar)
    end
{%- endmacro %}

{# Days without activity after which a journey expires. #}
{% macro agreed_expiry_days(version) -%}
case {{ version }}
    when '2025-01-01' then 180
    when '2025-07-01' then 180
    when '2026-01-01' then 180
end
{%- endmacro %}

{# 2025-01-01 · Lead: forms filled in at least 1 or demo requests at least 1 or webinars attended at least 1 or campaign responses at least 1 #}
{% macro enters_2025_01_01__lead() -%}
/* <enters_2025_01_01__lead> */ (coalesce(forms >= 1, false) or coalesce(demo_requests >= 1, false) or coalesce(webinars >= 1, false) or coalesce(campaign_responses >= 1, false)) /* </enters_2025_01_01__lead> */
{%- endmacro %}

{# 2025-01-01 · MQL: demo requests at least 1 or (fit at least 40 and engagement at least 50) #}
{% macro enters_2025_01_01__mql() -%}
/* <enters_2025_01_01__mql> */ (coalesce(demo_requests >= 1, false) or (coalesce(fit >= 40, false) and coalesce(engagement >= 50, false))) /* </enters_2025_01_01__mql> */
{%- endmacro %}

{# 2025-01-01 · SAL: the CRM's status one of Accepted, Qualified #}
{% macro enters_2025_01_01__sal() -%}
/* <enters_2025_01_01__sal> */ coalesce(trim(crm_label) in ('Accepted', 'Qualified'), false) /* </enters_2025_01_01__sal> */
{%- endmacro %}

{# 2025-01-01 · SQL: meetings held at least 1 and budget known #}
{% macro enters_2025_01_01__sql() -%}
/* <enters_2025_01_01__sql> */ (coalesce(meetings_held >= 1, false) and coalesce(coalesce(trim(cast(attribute_budget as varchar)), '') <> '', false)) /* </enters_2025_01_01__sql> */
{%- endmacro %}

{# 2025-01-01 · Opportunity: the deal one of open, closed #}
{% macro enters_2025_01_01__opportunity() -%}
/* <enters_2025_01_01__opportunity> */ coalesce(deal_state in ('lost', 'open', 'won'), false) /* </enters_2025_01_01__opportunity> */
{%- endmacro %}

{# 2025-01-01 · Won: the deal is won #}
{% macro enters_2025_01_01__won() -%}
/* <enters_2025_01_01__won> */ coalesce(deal_state in ('won'), false) /* </enters_2025_01_01__won> */
{%- endmacro %}

{# 2025-07-01 · Lead: forms filled in at least 1 or demo requests at least 1 or webinars attended at least 1 or campaign responses at least 1 #}
{% macro enters_2025_07_01__lead() -%}
/* <enters_2025_07_01__lead> */ (coalesce(forms >= 1, false) or coalesce(demo_requests >= 1, false) or coalesce(webinars >= 1, false) or coalesce(campaign_responses >= 1, false)) /* </enters_2025_07_01__lead> */
{%- endmacro %}

{# 2025-07-01 · MQL: (demo requests at least 1 and fit at least 20) or (fit at least 40 and engagement at least 50) #}
{% macro enters_2025_07_01__mql() -%}
/* <enters_2025_07_01__mql> */ ((coalesce(demo_requests >= 1, false) and coalesce(fit >= 20, false)) or (coalesce(fit >= 40, false) and coalesce(engagement >= 50, false))) /* </enters_2025_07_01__mql> */
{%- endmacro %}

{# 2025-07-01 · SAL: the CRM's status one of Accepted, Qualified #}
{% macro enters_2025_07_01__sal() -%}
/* <enters_2025_07_01__sal> */ coalesce(trim(crm_label) in ('Accepted', 'Qualified'), false) /* </enters_2025_07_01__sal> */
{%- endmacro %}

{# 2025-07-01 · SQL: meetings held at least 1 and budget known #}
{% macro enters_2025_07_01__sql() -%}
/* <enters_2025_07_01__sql> */ (coalesce(meetings_held >= 1, false) and coalesce(coalesce(trim(cast(attribute_budget as varchar)), '') <> '', false)) /* </enters_2025_07_01__sql> */
{%- endmacro %}

{# 2025-07-01 · Opportunity: the deal one of open, closed #}
{% macro enters_2025_07_01__opportunity() -%}
/* <enters_2025_07_01__opportunity> */ coalesce(deal_state in ('lost', 'open', 'won'), false) /* </enters_2025_07_01__opportunity> */
{%- endmacro %}

{# 2025-07-01 · Won: the deal is won #}
{% macro enters_2025_07_01__won() -%}
/* <enters_2025_07_01__won> */ coalesce(deal_state in ('won'), false) /* </enters_2025_07_01__won> */
{%- endmacro %}

{# 2026-01-01 · Lead: forms filled in at least 1 or demo requests at least 1 or webinars attended at least 1 or campaign responses at least 1 #}
{% macro enters_2026_01_01__lead() -%}
/* <enters_2026_01_01__lead> */ (coalesce(forms >= 1, false) or coalesce(demo_requests >= 1, false) or coalesce(webinars >= 1, false) or coalesce(campaign_responses >= 1, false)) /* </enters_2026_01_01__lead> */
{%- endmacro %}

{# 2026-01-01 · MQL: (demo requests at least 1 and fit at least 20) or (fit at least 40 and engagement at least 50) #}
{% macro enters_2026_01_01__mql() -%}
/* <enters_2026_01_01__mql> */ ((coalesce(demo_requests >= 1, false) and coalesce(fit >= 20, false)) or (coalesce(fit >= 40, false) and coalesce(engagement >= 50, false))) /* </enters_2026_01_01__mql> */
{%- endmacro %}

{# 2026-01-01 · SAL: the CRM's status one of Accepted, Qualified #}
{% macro enters_2026_01_01__sal() -%}
/* <enters_2026_01_01__sal> */ coalesce(trim(crm_label) in ('Accepted', 'Qualified'), false) /* </enters_2026_01_01__sal> */
{%- endmacro %}

{# 2026-01-01 · SQL: meetings held at least 1 and budget known #}
{% macro enters_2026_01_01__sql() -%}
/* <enters_2026_01_01__sql> */ (coalesce(meetings_held >= 1, false) and coalesce(coalesce(trim(cast(attribute_budget as varchar)), '') <> '', false)) /* </enters_2026_01_01__sql> */
{%- endmacro %}

{# 2026-01-01 · Opportunity: the deal one of open, closed #}
{% macro enters_2026_01_01__opportunity() -%}
/* <enters_2026_01_01__opportunity> */ coalesce(deal_state in ('lost', 'open', 'won'), false) /* </enters_2026_01_01__opportunity> */
{%- endmacro %}

{# 2026-01-01 · Won: the deal is won #}
{% macro enters_2026_01_01__won() -%}
/* <enters_2026_01_01__won> */ coalesce(deal_state in ('won'), false) /* </enters_2026_01_01__won> */
{%- endmacro %}

{# Every stage of every version, in order. #}
{% macro agreed_stages() -%}
{{ return([
    {"version": "2025-01-01", "stage_id": "visit", "stage_order": 1, "holds": none, "clauses": none},
    {"version": "2025-01-01", "stage_id": "lead", "stage_order": 2, "holds": enters_2025_01_01__lead(), "clauses": [{"clause": "any.1", "field": "forms", "operator": "at_least", "wanted": "1", "got": "forms"}, {"clause": "any.2", "field": "demo_requests", "operator": "at_least", "wanted": "1", "got": "demo_requests"}, {"clause": "any.3", "field": "webinars", "operator": "at_least", "wanted": "1", "got": "webinars"}, {"clause": "any.4", "field": "campaign_responses", "operator": "at_least", "wanted": "1", "got": "campaign_responses"}]},
    {"version": "2025-01-01", "stage_id": "mql", "stage_order": 3, "holds": enters_2025_01_01__mql(), "clauses": [{"clause": "any.1", "field": "demo_requests", "operator": "at_least", "wanted": "1", "got": "demo_requests"}, {"clause": "any.2.all.1", "field": "fit", "operator": "at_least", "wanted": "40", "got": "fit"}, {"clause": "any.2.all.2", "field": "engagement", "operator": "at_least", "wanted": "50", "got": "engagement"}]},
    {"version": "2025-01-01", "stage_id": "sal", "stage_order": 4, "holds": enters_2025_01_01__sal(), "clauses": [{"clause": "1", "field": "crm_label", "operator": "one_of", "wanted": "Accepted | Qualified", "got": "crm_label"}]},
    {"version": "2025-01-01", "stage_id": "sql", "stage_order": 5, "holds": enters_2025_01_01__sql(), "clauses": [{"clause": "all.1", "field": "meetings_held", "operator": "at_least", "wanted": "1", "got": "meetings_held"}, {"clause": "all.2", "field": "budget", "operator": "known", "wanted": "", "got": "attribute_budget"}]},
    {"version": "2025-01-01", "stage_id": "opportunity", "stage_order": 6, "holds": enters_2025_01_01__opportunity(), "clauses": [{"clause": "1", "field": "deal", "operator": "one_of", "wanted": "open | closed", "got": "deal_state"}]},
    {"version": "2025-01-01", "stage_id": "won", "stage_order": 7, "holds": enters_2025_01_01__won(), "clauses": [{"clause": "1", "field": "deal", "operator": "equals", "wanted": "won", "got": "deal_state"}]},
    {"version": "2025-07-01", "stage_id": "visit", "stage_order": 1, "holds": none, "clauses": none},
    {"version": "2025-07-01", "stage_id": "lead", "stage_order": 2, "holds": enters_2025_07_01__lead(), "clauses": [{"clause": "any.1", "field": "forms", "operator": "at_least", "wanted": "1", "got": "forms"}, {"clause": "any.2", "field": "demo_requests", "operator": "at_least", "wanted": "1", "got": "demo_requests"}, {"clause": "any.3", "field": "webinars", "operator": "at_least", "wanted": "1", "got": "webinars"}, {"clause": "any.4", "field": "campaign_responses", "operator": "at_least", "wanted": "1", "got": "campaign_responses"}]},
    {"version": "2025-07-01", "stage_id": "mql", "stage_order": 3, "holds": enters_2025_07_01__mql(), "clauses": [{"clause": "any.1.all.1", "field": "demo_requests", "operator": "at_least", "wanted": "1", "got": "demo_requests"}, {"clause": "any.1.all.2", "field": "fit", "operator": "at_least", "wanted": "20", "got": "fit"}, {"clause": "any.2.all.1", "field": "fit", "operator": "at_least", "wanted": "40", "got": "fit"}, {"clause": "any.2.all.2", "field": "engagement", "operator": "at_least", "wanted": "50", "got": "engagement"}]},
    {"version": "2025-07-01", "stage_id": "sal", "stage_order": 4, "holds": enters_2025_07_01__sal(), "clauses": [{"clause": "1", "field": "crm_label", "operator": "one_of", "wanted": "Accepted | Qualified", "got": "crm_label"}]},
    {"version": "2025-07-01", "stage_id": "sql", "stage_order": 5, "holds": enters_2025_07_01__sql(), "clauses": [{"clause": "all.1", "field": "meetings_held", "operator": "at_least", "wanted": "1", "got": "meetings_held"}, {"clause": "all.2", "field": "budget", "operator": "known", "wanted": "", "got": "attribute_budget"}]},
    {"version": "2025-07-01", "stage_id": "opportunity", "stage_order": 6, "holds": enters_2025_07_01__opportunity(), "clauses": [{"clause": "1", "field": "deal", "operator": "one_of", "wanted": "open | closed", "got": "deal_state"}]},
    {"version": "2025-07-01", "stage_id": "won", "stage_order": 7, "holds": enters_2025_07_01__won(), "clauses": [{"clause": "1", "field": "deal", "operator": "equals", "wanted": "won", "got": "deal_state"}]},
    {"version": "2026-01-01", "stage_id": "visit", "stage_order": 1, "holds": none, "clauses": none},
    {"version": "2026-01-01", "stage_id": "lead", "stage_order": 2, "holds": enters_2026_01_01__lead(), "clauses": [{"clause": "any.1", "field": "forms", "operator": "at_least", "wanted": "1", "got": "forms"}, {"clause": "any.2", "field": "demo_requests", "operator": "at_least", "wanted": "1", "got": "demo_requests"}, {"clause": "any.3", "field": "webinars", "operator": "at_least", "wanted": "1", "got": "webinars"}, {"clause": "any.4", "field": "campaign_responses", "operator": "at_least", "wanted": "1", "got": "campaign_responses"}]},
    {"version": "2026-01-01", "stage_id": "mql", "stage_order": 3, "holds": enters_2026_01_01__mql(), "clauses": [{"clause": "any.1.all.1", "field": "demo_requests", "operator": "at_least", "wanted": "1", "got": "demo_requests"}, {"clause": "any.1.all.2", "field": "fit", "operator": "at_least", "wanted": "20", "got": "fit"}, {"clause": "any.2.all.1", "field": "fit", "operator": "at_least", "wanted": "40", "got": "fit"}, {"clause": "any.2.all.2", "field": "engagement", "operator": "at_least", "wanted": "50", "got": "engagement"}]},
    {"version": "2026-01-01", "stage_id": "sal", "stage_order": 4, "holds": enters_2026_01_01__sal(), "clauses": [{"clause": "1", "field": "crm_label", "operator": "one_of", "wanted": "Accepted | Qualified", "got": "crm_label"}]},
    {"version": "2026-01-01", "stage_id": "sql", "stage_order": 5, "holds": enters_2026_01_01__sql(), "clauses": [{"clause": "all.1", "field": "meetings_held", "operator": "at_least", "wanted": "1", "got": "meetings_held"}, {"clause": "all.2", "field": "budget", "operator": "known", "wanted": "", "got": "attribute_budget"}]},
    {"version": "2026-01-01", "stage_id": "opportunity", "stage_order": 6, "holds": enters_2026_01_01__opportunity(), "clauses": [{"clause": "1", "field": "deal", "operator": "one_of", "wanted": "open | closed", "got": "deal_state"}]},
    {"version": "2026-01-01", "stage_id": "won", "stage_order": 7, "holds": enters_2026_01_01__won(), "clauses": [{"clause": "1", "field": "deal", "operator": "equals", "wanted": "won", "got": "deal_state"}]},
]) }}
{%- endmacro %}

{# Every way out, asked of what was set at a signal. #}
{% macro agreed_exits() -%}
{{ return([
    {"version": "2025-01-01", "exit_id": "won", "precedence": 0, "holds": "coalesce(deal_became in ('won'), false)"},
    {"version": "2025-01-01", "exit_id": "lost", "precedence": 1, "holds": "coalesce(deal_became in ('lost'), false)"},
    {"version": "2025-01-01", "exit_id": "disqualified", "precedence": 2, "holds": "coalesce(trim(crm_label_set) in ('Disqualified', 'Disqualified - Not a buyer', 'Disqualified - No contact'), false)"},
    {"version": "2025-01-01", "exit_id": "recycled", "precedence": 3, "holds": "coalesce(trim(crm_label_set) in ('Recycled', 'Recycled - Timing', 'Recycled - Budget'), false)"},
    {"version": "2025-01-01", "exit_id": "joined_deal", "precedence": 4, "holds": none},
    {"version": "2025-01-01", "exit_id": "expired", "precedence": 5, "holds": none},
    {"version": "2025-07-01", "exit_id": "won", "precedence": 0, "holds": "coalesce(deal_became in ('won'), false)"},
    {"version": "2025-07-01", "exit_id": "lost", "precedence": 1, "holds": "coalesce(deal_became in ('lost'), false)"},
    {"version": "2025-07-01", "exit_id": "disqualified", "precedence": 2, "holds": "coalesce(trim(crm_label_set) in ('Disqualified', 'Disqualified - Not a buyer', 'Disqualified - No contact'), false)"},
    {"version": "2025-07-01", "exit_id": "recycled", "precedence": 3, "holds": "coalesce(trim(crm_label_set) in ('Recycled', 'Recycled - Timing', 'Recycled - Budget'), false)"},
    {"version": "2025-07-01", "exit_id": "joined_deal", "precedence": 4, "holds": none},
    {"version": "2025-07-01", "exit_id": "expired", "precedence": 5, "holds": none},
    {"version": "2026-01-01", "exit_id": "won", "precedence": 0, "holds": "coalesce(deal_became in ('won'), false)"},
    {"version": "2026-01-01", "exit_id": "lost", "precedence": 1, "holds": "coalesce(deal_became in ('lost'), false)"},
    {"version": "2026-01-01", "exit_id": "disqualified", "precedence": 2, "holds": "coalesce(trim(crm_label_set) in ('Disqualified', 'Disqualified - Not a buyer', 'Disqualified - No contact'), false)"},
    {"version": "2026-01-01", "exit_id": "recycled", "precedence": 3, "holds": "coalesce(trim(crm_label_set) in ('Recycled', 'Recycled - Timing', 'Recycled - Budget'), false)"},
    {"version": "2026-01-01", "exit_id": "joined_deal", "precedence": 4, "holds": none},
    {"version": "2026-01-01", "exit_id": "expired", "precedence": 5, "holds": none},
]) }}
{%- endmacro %}

{# Every promise of every version. #}
{% macro agreed_promises() -%}
{{ return([
    {"version": "2025-01-01", "promise_id": "mql_volume", "kind": "rate", "act": "volume", "team": "marketing", "stage_id": "mql", "clock": none, "calendar_id": none, "seconds": none, "quantity": 1, "acts": {"labels": []}, "on_deadline": none, "applies_when": none},
    {"version": "2025-01-01", "promise_id": "mql_fit", "kind": "rate", "act": "fit", "team": "marketing", "stage_id": "mql", "clock": none, "calendar_id": none, "seconds": none, "quantity": 1, "acts": {"labels": []}, "on_deadline": none, "applies_when": none},
    {"version": "2025-01-01", "promise_id": "mql_complete", "kind": "rate", "act": "completeness", "team": "marketing", "stage_id": "mql", "clock": none, "calendar_id": none, "seconds": none, "quantity": 1, "acts": {"labels": []}, "on_deadline": none, "applies_when": none},
    {"version": "2025-01-01", "promise_id": "junk", "kind": "rate", "act": "junk_rate", "team": "marketing", "stage_id": "mql", "clock": none, "calendar_id": none, "seconds": none, "quantity": 1, "acts": {"labels": []}, "on_deadline": none, "applies_when": none},
    {"version": "2025-01-01", "promise_id": "routing", "kind": "act", "act": "routing", "team": "marketing", "stage_id": "mql", "clock": "elapsed", "calendar_id": none, "seconds": 3600, "quantity": 1, "acts": {"labels": []}, "on_deadline": none, "applies_when": none},
    {"version": "2025-01-01", "promise_id": "first_contact_hot", "kind": "act", "act": "first_contact", "team": "sales", "stage_id": "mql", "clock": "business", "calendar_id": "2025-01-01/sales", "seconds": 14400, "quantity": 1, "acts": {"labels": []}, "on_deadline": none, "applies_when": "coalesce(demo_requests >= 1, false)"},
    {"version": "2025-01-01", "promise_id": "first_contact", "kind": "act", "act": "first_contact", "team": "sales", "stage_id": "mql", "clock": "business", "calendar_id": "2025-01-01/sales", "seconds": 57600, "quantity": 1, "acts": {"labels": []}, "on_deadline": none, "applies_when": "coalesce(demo_requests <= 0, false)"},
    {"version": "2025-01-01", "promise_id": "accept_or_return", "kind": "act", "act": "accept_or_return", "team": "sales", "stage_id": "mql", "clock": "business", "calendar_id": "2025-01-01/sales", "seconds": 57600, "quantity": 1, "acts": {"labels": ["Accepted", "Qualified", "Disqualified", "Disqualified - Not a buyer", "Disqualified - No contact", "Recycled", "Recycled - Timing", "Recycled - Budget"]}, "on_deadline": none, "applies_when": none},
    {"version": "2025-01-01", "promise_id": "reasons", "kind": "rate", "act": "reason_on_return", "team": "sales", "stage_id": "mql", "clock": none, "calendar_id": none, "seconds": none, "quantity": 1, "acts": {"labels": []}, "on_deadline": none, "applies_when": none},
    {"version": "2025-07-01", "promise_id": "mql_volume", "kind": "rate", "act": "volume", "team": "marketing", "stage_id": "mql", "clock": none, "calendar_id": none, "seconds": none, "quantity": 1, "acts": {"labels": []}, "on_deadline": none, "applies_when": none},
    {"version": "2025-07-01", "promise_id": "mql_fit", "kind": "rate", "act": "fit", "team": "marketing", "stage_id": "mql", "clock": none, "calendar_id": none, "seconds": none, "quantity": 1, "acts": {"labels": []}, "on_deadline": none, "applies_when": none},
    {"version": "2025-07-01", "promise_id": "mql_complete", "kind": "rate", "act": "completeness", "team": "marketing", "stage_id": "mql", "clock": none, "calendar_id": none, "seconds": none, "quantity": 1, "acts": {"labels": []}, "on_deadline": none, "applies_when": none},
    {"version": "2025-07-01", "promise_id": "junk", "kind": "rate", "act": "junk_rate", "team": "marketing", "stage_id": "mql", "clock": none, "calendar_id": none, "seconds": none, "quantity": 1, "acts": {"labels": []}, "on_deadline": none, "applies_when": none},
    {"version": "2025-07-01", "promise_id": "routing", "kind": "act", "act": "routing", "team": "marketing", "stage_id": "mql", "clock": "elapsed", "calendar_id": none, "seconds": 3600, "quantity": 1, "acts": {"labels": []}, "on_deadline": none, "applies_when": none},
    {"version": "2025-07-01", "promise_id": "first_contact_hot", "kind": "act", "act": "first_contact", "team": "sales", "stage_id": "mql", "clock": "business", "calendar_id": "2025-07-01/sales", "seconds": 14400, "quantity": 1, "acts": {"labels": []}, "on_deadline": none, "applies_when": "coalesce(demo_requests >= 1, false)"},
    {"version": "2025-07-01", "promise_id": "first_contact", "kind": "act", "act": "first_contact", "team": "sales", "stage_id": "mql", "clock": "business", "calendar_id": "2025-07-01/sales", "seconds": 57600, "quantity": 1, "acts": {"labels": []}, "on_deadline": none, "applies_when": "coalesce(demo_requests <= 0, false)"},
    {"version": "2025-07-01", "promise_id": "accept_or_return", "kind": "act", "act": "accept_or_return", "team": "sales", "stage_id": "mql", "clock": "business", "calendar_id": "2025-07-01/sales", "seconds": 57600, "quantity": 1, "acts": {"labels": ["Accepted", "Qualified", "Disqualified", "Disqualified - Not a buyer", "Disqualified - No contact", "Recycled", "Recycled - Timing", "Recycled - Budget"]}, "on_deadline": none, "applies_when": none},
    {"version": "2025-07-01", "promise_id": "reasons", "kind": "rate", "act": "reason_on_return", "team": "sales", "stage_id": "mql", "clock": none, "calendar_id": none, "seconds": none, "quantity": 1, "acts": {"labels": []}, "on_deadline": none, "applies_when": none},
    {"version": "2026-01-01", "promise_id": "mql_volume", "kind": "rate", "act": "volume", "team": "marketing", "stage_id": "mql", "clock": none, "calendar_id": none, "seconds": none, "quantity": 1, "acts": {"labels": []}, "on_deadline": none, "applies_when": none},
    {"version": "2026-01-01", "promise_id": "mql_fit", "kind": "rate", "act": "fit", "team": "marketing", "stage_id": "mql", "clock": none, "calendar_id": none, "seconds": none, "quantity": 1, "acts": {"labels": []}, "on_deadline": none, "applies_when": none},
    {"version": "2026-01-01", "promise_id": "mql_complete", "kind": "rate", "act": "completeness", "team": "marketing", "stage_id": "mql", "clock": none, "calendar_id": none, "seconds": none, "quantity": 1, "acts": {"labels": []}, "on_deadline": none, "applies_when": none},
    {"version": "2026-01-01", "promise_id": "junk", "kind": "rate", "act": "junk_rate", "team": "marketing", "stage_id": "mql", "clock": none, "calendar_id": none, "seconds": none, "quantity": 1, "acts": {"labels": []}, "on_deadline": none, "applies_when": none},
    {"version": "2026-01-01", "promise_id": "routing", "kind": "act", "act": "routing", "team": "marketing", "stage_id": "mql", "clock": "elapsed", "calendar_id": none, "seconds": 3600, "quantity": 1, "acts": {"labels": []}, "on_deadline": none, "applies_when": none},
    {"version": "2026-01-01", "promise_id": "first_contact_hot", "kind": "act", "act": "first_contact", "team": "sales", "stage_id": "mql", "clock": "business", "calendar_id": "2026-01-01/sales", "seconds": 14400, "quantity": 1, "acts": {"labels": []}, "on_deadline": none, "applies_when": "coalesce(demo_requests >= 1, false)"},
    {"version": "2026-01-01", "promise_id": "first_contact", "kind": "act", "act": "first_contact", "team": "sales", "stage_id": "mql", "clock": "business", "calendar_id": "2026-01-01/sales", "seconds": 57600, "quantity": 1, "acts": {"labels": []}, "on_deadline": none, "applies_when": "coalesce(demo_requests <= 0, false)"},
    {"version": "2026-01-01", "promise_id": "accept_or_return", "kind": "act", "act": "accept_or_return", "team": "sales", "stage_id": "mql", "clock": "business", "calendar_id": "2026-01-01/sales", "seconds": 57600, "quantity": 1, "acts": {"labels": ["Accepted", "Qualified", "Disqualified", "Disqualified - Not a buyer", "Disqualified - No contact", "Recycled", "Recycled - Timing", "Recycled - Budget"]}, "on_deadline": "sal", "applies_when": none},
    {"version": "2026-01-01", "promise_id": "reasons", "kind": "rate", "act": "reason_on_return", "team": "sales", "stage_id": "mql", "clock": none, "calendar_id": none, "seconds": none, "quantity": 1, "acts": {"labels": []}, "on_deadline": none, "applies_when": none},
]) }}
{%- endmacro %}

{# 2025-01-01 · Operations leader: job title names any of operations, coo and employees at least 50; 2025-01-01 · IT leader: job title names any of it, cio, information and employees at least 50; 2025-07-01 · Operations leader: job title names any of operations, coo and employees at least 50; 2025-07-01 · IT leader: job title names any of it, cio, information and employees at least 50; 2026-01-01 · Operations leader: job title names any of operations, coo and employees at least 50; 2026-01-01 · IT leader: job title names any of it, cio, information and employees at least 50 #}
{% macro agreed_persona(version) -%}
case {{ version }}
    when '2025-01-01' then case
        when (coalesce((position(' operations ' in ' ' || translate(lower(title), ',;/|()&.-', '         ') || ' ') > 0 or position(' coo ' in ' ' || translate(lower(title), ',;/|()&.-', '         ') || ' ') > 0), false) and coalesce(try_cast(employees as double) >= 50, false)) then 'operations'
        when (coalesce((position(' it ' in ' ' || translate(lower(title), ',;/|()&.-', '         ') || ' ') > 0 or position(' cio ' in ' ' || translate(lower(title), ',;/|()&.-', '         ') || ' ') > 0 or position(' information ' in ' ' || translate(lower(title), ',;/|()&.-', '         ') || ' ') > 0), false) and coalesce(try_cast(employees as double) >= 50, false)) then 'it'
        else cast(null as varchar)
    end
    when '2025-07-01' then case
        when (coalesce((position(' operations ' in ' ' || translate(lower(title), ',;/|()&.-', '         ') || ' ') > 0 or position(' coo ' in ' ' || translate(lower(title), ',;/|()&.-', '         ') || ' ') > 0), false) and coalesce(try_cast(employees as double) >= 50, false)) then 'operations'
        when (coalesce((position(' it ' in ' ' || translate(lower(title), ',;/|()&.-', '         ') || ' ') > 0 or position(' cio ' in ' ' || translate(lower(title), ',;/|()&.-', '         ') || ' ') > 0 or position(' information ' in ' ' || translate(lower(title), ',;/|()&.-', '         ') || ' ') > 0), false) and coalesce(try_cast(employees as double) >= 50, false)) then 'it'
        else cast(null as varchar)
    end
    when '2026-01-01' then case
        when (coalesce((position(' operations ' in ' ' || translate(lower(title), ',;/|()&.-', '         ') || ' ') > 0 or position(' coo ' in ' ' || translate(lower(title), ',;/|()&.-', '         ') || ' ') > 0), false) and coalesce(try_cast(employees as double) >= 50, false)) then 'operations'
        when (coalesce((position(' it ' in ' ' || translate(lower(title), ',;/|()&.-', '         ') || ' ') > 0 or position(' cio ' in ' ' || translate(lower(title), ',;/|()&.-', '         ') || ' ') > 0 or position(' information ' in ' ' || translate(lower(title), ',;/|()&.-', '         ') || ' ') > 0), false) and coalesce(try_cast(employees as double) >= 50, false)) then 'it'
        else cast(null as varchar)
    end
end
{%- endmacro %}

{# Fit: points for who somebody is. #}
{% macro agreed_fit(version) -%}
case {{ version }}
    when '2025-01-01' then case when coalesce((position(' operations ' in ' ' || translate(lower(title), ',;/|()&.-', '         ') || ' ') > 0 or position(' coo ' in ' ' || translate(lower(title), ',;/|()&.-', '         ') || ' ') > 0 or position(' it ' in ' ' || translate(lower(title), ',;/|()&.-', '         ') || ' ') > 0 or position(' cio ' in ' ' || translate(lower(title), ',;/|()&.-', '         ') || ' ') > 0), false) then 20 else 0 end + case when coalesce(try_cast(employees as double) >= 50, false) then 10 else 0 end + case when coalesce(lower(trim(industry)) in ('facility management', 'elevators', 'hvac', 'energy', 'telecommunications', 'medical devices'), false) then 20 else 0 end
    when '2025-07-01' then case when coalesce((position(' operations ' in ' ' || translate(lower(title), ',;/|()&.-', '         ') || ' ') > 0 or position(' coo ' in ' ' || translate(lower(title), ',;/|()&.-', '         ') || ' ') > 0 or position(' it ' in ' ' || translate(lower(title), ',;/|()&.-', '         ') || ' ') > 0 or position(' cio ' in ' ' || translate(lower(title), ',;/|()&.-', '         ') || ' ') > 0), false) then 20 else 0 end + case when coalesce(try_cast(employees as double) >= 50, false) then 10 else 0 end + case when coalesce(lower(trim(industry)) in ('facility management', 'elevators', 'hvac', 'energy', 'telecommunications', 'medical devices'), false) then 20 else 0 end
    when '2026-01-01' then case when coalesce((position(' operations ' in ' ' || translate(lower(title), ',;/|()&.-', '         ') || ' ') > 0 or position(' coo ' in ' ' || translate(lower(title), ',;/|()&.-', '         ') || ' ') > 0 or position(' it ' in ' ' || translate(lower(title), ',;/|()&.-', '         ') || ' ') > 0 or position(' cio ' in ' ' || translate(lower(title), ',;/|()&.-', '         ') || ' ') > 0), false) then 20 else 0 end + case when coalesce(try_cast(employees as double) >= 50, false) then 10 else 0 end + case when coalesce(lower(trim(industry)) in ('facility management', 'elevators', 'hvac', 'energy', 'telecommunications', 'medical devices'), false) then 20 else 0 end
end
{%- endmacro %}

{# Points for one thing that somebody did. #}
{% macro agreed_engagement_points(version, kind) -%}
case {{ version }}
    when '2025-01-01' then case {{ kind }} when 'session' then 5 when 'key_page' then 10 when 'form' then 20 when 'email_click' then 5 when 'webinar' then 30 else 0 end
    when '2025-07-01' then case {{ kind }} when 'session' then 5 when 'key_page' then 10 when 'form' then 20 when 'email_click' then 5 when 'webinar' then 30 else 0 end
    when '2026-01-01' then case {{ kind }} when 'session' then 5 when 'key_page' then 10 when 'form' then 20 when 'email_click' then 5 when 'webinar' then 30 else 0 end
end
{%- endmacro %}

{# Who counts in no KPI; their rows are kept and marked. #}
{% macro agreed_exclusion(version) -%}
case {{ version }}
    when '2025-01-01' then case
        when coalesce(lower(trim(email_domain)) in ('nordlicht-software.example'), false) then 'our_own'
        when coalesce(lower(trim(email_domain)) in ('fjordplan.example'), false) then 'competitor'
        else cast(null as varchar)
    end
    when '2025-07-01' then case
        when coalesce(lower(trim(email_domain)) in ('nordlicht-software.example'), false) then 'our_own'
        when coalesce(lower(trim(email_domain)) in ('fjordplan.example'), false) then 'competitor'
        else cast(null as varchar)
    end
    when '2026-01-01' then case
        when coalesce(lower(trim(email_domain)) in ('nordlicht-software.example'), false) then 'our_own'
        when coalesce(lower(trim(email_domain)) in ('fjordplan.example'), false) then 'competitor'
        else cast(null as varchar)
    end
end
{%- endmacro %}

{# Which activity a tool's own word is; NULL where the agreement names none. #}
{% macro agreed_activity(version, tool, what, word) -%}
case
        when {{ version }} = '2025-01-01' and {{ tool }} = 'ga4' and {{ what }} = 'page' and (lower(trim({{ word }})) in ('/pricing') or left(lower(trim({{ word }})), 11) = '/customers/') then 'key_page'
        when {{ version }} = '2025-01-01' and {{ tool }} = 'hubspot' and {{ what }} = 'form' and (lower(trim({{ word }})) in ('demo-request')) then 'demo_request'
        when {{ version }} = '2025-01-01' and {{ tool }} = 'hubspot' and {{ what }} = 'form' and (lower(trim({{ word }})) in ('guide-download', 'contact-us', 'newsletter', 'trade-fair')) then 'form'
        when {{ version }} = '2025-01-01' and {{ tool }} = 'marketo' and {{ what }} = 'form' and (lower(trim({{ word }})) in ('demo-request')) then 'demo_request'
        when {{ version }} = '2025-01-01' and {{ tool }} = 'marketo' and {{ what }} = 'form' and (lower(trim({{ word }})) in ('guide-download', 'contact-us', 'newsletter', 'trade-fair')) then 'form'
        when {{ version }} = '2025-01-01' and {{ tool }} = 'mapped' and {{ what }} = 'activity' and (lower(trim({{ word }})) in ('attended')) then 'webinar'
        when {{ version }} = '2025-07-01' and {{ tool }} = 'ga4' and {{ what }} = 'page' and (lower(trim({{ word }})) in ('/pricing') or left(lower(trim({{ word }})), 11) = '/customers/') then 'key_page'
        when {{ version }} = '2025-07-01' and {{ tool }} = 'hubspot' and {{ what }} = 'form' and (lower(trim({{ word }})) in ('demo-request')) then 'demo_request'
        when {{ version }} = '2025-07-01' and {{ tool }} = 'hubspot' and {{ what }} = 'form' and (lower(trim({{ word }})) in ('guide-download', 'contact-us', 'newsletter', 'trade-fair')) then 'form'
        when {{ version }} = '2025-07-01' and {{ tool }} = 'marketo' and {{ what }} = 'form' and (lower(trim({{ word }})) in ('demo-request')) then 'demo_request'
        when {{ version }} = '2025-07-01' and {{ tool }} = 'marketo' and {{ what }} = 'form' and (lower(trim({{ word }})) in ('guide-download', 'contact-us', 'newsletter', 'trade-fair')) then 'form'
        when {{ version }} = '2025-07-01' and {{ tool }} = 'mapped' and {{ what }} = 'activity' and (lower(trim({{ word }})) in ('attended')) then 'webinar'
        when {{ version }} = '2026-01-01' and {{ tool }} = 'ga4' and {{ what }} = 'page' and (lower(trim({{ word }})) in ('/pricing') or left(lower(trim({{ word }})), 11) = '/customers/') then 'key_page'
        when {{ version }} = '2026-01-01' and {{ tool }} = 'hubspot' and {{ what }} = 'form' and (lower(trim({{ word }})) in ('demo-request')) then 'demo_request'
        when {{ version }} = '2026-01-01' and {{ tool }} = 'hubspot' and {{ what }} = 'form' and (lower(trim({{ word }})) in ('guide-download', 'contact-us', 'newsletter', 'trade-fair')) then 'form'
        when {{ version }} = '2026-01-01' and {{ tool }} = 'marketo' and {{ what }} = 'form' and (lower(trim({{ word }})) in ('demo-request')) then 'demo_request'
        when {{ version }} = '2026-01-01' and {{ tool }} = 'marketo' and {{ what }} = 'form' and (lower(trim({{ word }})) in ('guide-download', 'contact-us', 'newsletter', 'trade-fair')) then 'form'
        when {{ version }} = '2026-01-01' and {{ tool }} = 'mapped' and {{ what }} = 'activity' and (lower(trim({{ word }})) in ('attended')) then 'webinar'
        else cast(null as varchar)
    end
{%- endmacro %}

{# What a deal's stage in its tool means: won, lost, else open. #}
{% macro agreed_deal_state(version, vendor, deal_stage) -%}
case
        when {{ version }} = '2025-01-01' and {{ vendor }} = 'salesforce' and trim({{ deal_stage }}) in ('Closed Won') then 'won'
        when {{ version }} = '2025-01-01' and {{ vendor }} = 'salesforce' and trim({{ deal_stage }}) in ('Closed Lost') then 'lost'
        when {{ version }} = '2025-07-01' and {{ vendor }} = 'salesforce' and trim({{ deal_stage }}) in ('Closed Won') then 'won'
        when {{ version }} = '2025-07-01' and {{ vendor }} = 'salesforce' and trim({{ deal_stage }}) in ('Closed Lost') then 'lost'
        when {{ version }} = '2026-01-01' and {{ vendor }} = 'salesforce' and trim({{ deal_stage }}) in ('Closed Won') then 'won'
        when {{ version }} = '2026-01-01' and {{ vendor }} = 'salesforce' and trim({{ deal_stage }}) in ('Closed Lost') then 'lost'
        else 'open'
    end
{%- endmacro %}

{# The company's own attributes. #}
{% macro agreed_attributes() -%}
{{ return([
    {"id": "budget", "type": "text"},
]) }}
{%- endmacro %}

{# Which attribute a tool's property holds; NULL where the agreement names none. #}
{% macro agreed_attribute(tool, property) -%}
case
        when {{ tool }} = 'hubspot' and lower({{ property }}) = 'budget' then 'budget'
        when {{ tool }} = 'marketo' and lower({{ property }}) = 'budget' then 'budget'
        else cast(null as varchar)
    end
{%- endmacro %}
