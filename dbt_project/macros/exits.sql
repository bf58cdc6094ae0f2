{# One row per subject, track and moment at which exits fired, the one that goes first (semantics 13).
   An exit asks what was set at a signal, so that a label which persists never fires again. #}
{% macro exit_moments(signals) -%}
with set_signals as (
    select
        *,
        {{ agreed_version('occurred_at') }} as agreement_version,
        case when kind = 'crm_label' then value end as crm_label_set,
        case when kind = 'marketing_label' then value end as marketing_label_set,
        case kind when 'deal_won' then 'won' when 'deal_lost' then 'lost' end as deal_became
    from {{ signals }}
),

exit_signals as (
    {%- for exit in agreed_exits() if exit.exit_id != 'expired' %}
    select
        subject_id,
        track,
        occurred_at,
        kind_order,
        source_key,
        value,
        '{{ exit.exit_id }}' as exit_id,
        {{ exit.precedence }} as precedence
    from set_signals
    where
        agreement_version = '{{ exit.version }}'
        and {% if exit.exit_id == 'joined_deal' %}kind = 'deal_joined'{% else %}{{ exit.holds }}{% endif %}
    {{ "union all" if not loop.last }}
    {%- else %}
    {# time alone ends journeys: no signal does #}
    select
        subject_id,
        track,
        occurred_at,
        kind_order,
        source_key,
        value,
        cast(null as varchar) as exit_id,
        cast(null as integer) as precedence
    from set_signals
    where false
    {%- endfor %}
)

select *
from exit_signals
qualify row_number() over (
    partition by subject_id, track, occurred_at
    order by precedence, kind_order, source_key
) = 1
{%- endmacro %}
