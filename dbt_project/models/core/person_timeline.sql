{# grain: one row per signal of an identified person or unclaimed deal, in order, with what was known
   of them after it (semantics 5). No threshold and no clause of the agreement is in it. #}
with signals as (
    select
        signals.*,
        people.email,
        people.email_domain,
        people.account_type,
        people.account_industry,
        people.account_country,
        people.account_employees,
        people.account_id
    from {{ ref('tracked_signals') }} as signals
    left join {{ ref('people') }} as people on signals.person_id = people.person_id
)

select
    subject_id,
    person_id,
    track,
    row_number() over ordered as position,
    kind,
    kind_order,
    {# a free text of a vendor stays private: attributes are shown below, by name #}
    case when kind in ('crm_label', 'marketing_label', 'deal_changed', 'deal_lost') then coalesce(value, word) end
        as value,
    case when kind in ('attribute', 'record_created') then word end as name,
    occurred_at,
    observed_at,
    time_basis,
    is_activity,
    source_vendor,
    source_record_id,
    visitor_id,
    opportunity_id,
    deal_state,
    amount,
    currency,
    booked_on,
    account_id,
    case kind when 'deal_changed' then word end as deal_stage_set,
    {{ last_known('owner_id') }} over so_far as owner_id,
    {{ last_known('owner_team') }} over so_far as owner_team,
    case when kind in ('outbound_call', 'outbound_email', 'meeting_held') then owner_team end as acting_team,
    {{ last_known('campaign_id') }} over so_far as campaign_id,
    {{ last_known('channel') }} over so_far as channel,
    {{ last_known("case when kind = 'crm_label' then value end") }} over so_far as crm_label_known,
    {{ last_known("case when kind = 'marketing_label' then value end") }} over so_far
        as marketing_label_known,
    {{ last_known("case when kind = 'attribute' and word = 'title' then value end") }} over so_far
        as title,
    coalesce(
        {{ last_known("case when kind = 'attribute' and word = 'industry' then value end") }} over so_far,
        account_industry
    ) as industry,
    coalesce(
        {{ last_known("case when kind = 'attribute' and word = 'country' then value end") }} over so_far,
        account_country
    ) as country,
    coalesce(
        try_cast(
            {{ last_known("case when kind = 'attribute' and word = 'employees' then value end") }}
            over so_far as double
        ),
        account_employees
    ) as employees,
    {{ last_known("case when kind = 'attribute' and word = 'company' then value end") }} over so_far
        as company,
    account_type,
    email,
    email_domain
    {%- for attribute in agreed_attributes() %},
    {{ last_known("case when kind = 'attribute' and word = '" ~ attribute.id ~ "' then value end") }}
    over so_far as attribute_{{ attribute.id }}
    {%- endfor %}
from signals
window
    ordered as (
        partition by subject_id order by occurred_at, kind_order, source_vendor, source_key
    ),
    so_far as (
        partition by subject_id order by occurred_at, kind_order, source_vendor, source_key
        rows between unbounded preceding and current row
    )
