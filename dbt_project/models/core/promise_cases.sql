{# grain: one row per case that a promise is judged on: each act that fell due, and each entry that a
   rate or volume promise of the agreement counts, with the day it is attributed to (semantics 30) #}
with obligations as (
    select * from {{ ref('promise_obligations') }}
),

as_of as (
    select as_of from {{ source('landing', 'as_of') }}
),

entries as (
    select
        funnel_entries.*,
        people.crm_record_at,
        people.email,
        reasons.reason_id
    from {{ ref('funnel_entries') }} as funnel_entries
    left join {{ ref('people') }} as people on funnel_entries.person_id = people.person_id
    left join {{ ref('journey_exit_reasons') }} as reasons
        on funnel_entries.journey_id = reasons.journey_id
    where
        funnel_entries.entry_kind <> 'inferred'
        and funnel_entries.excluded_by is null
        and funnel_entries.entry_in_journey = 1
),

cases as (
    select
        promise_id,
        agreement_version,
        {{ agreed_day('starts_at') }} as case_on,
        status
    from obligations
    {%- for promise in agreed_promises() if promise.kind == 'rate' %}
    union all
    select
        '{{ promise.promise_id }}' as promise_id,
        agreement_version,
        {{ agreed_day('entered_at') }} as case_on,
        {%- if promise.act == 'volume' %}
        'kept' as status
        {%- elif promise.act == 'fit' %}
        case when persona_id is not null then 'kept' else 'broken' end as status
        {%- elif promise.act == 'completeness' %}
        case
            when
                email is not null and nullif(company, '') is not null
                and nullif(title, '') is not null and nullif(country, '') is not null
                then 'kept'
            else 'broken'
        end as status
        {%- elif promise.act == 'junk_rate' %}
        {# here a kept case is a bad one: the promise is that few are #}
        case when exit_id = 'disqualified' then 'kept' else 'broken' end as status
        {%- elif promise.act == 'reason_on_return' %}
        case when reason_id is not null then 'kept' else 'broken' end as status
        {%- endif %}
    from entries
    where
        agreement_version = '{{ promise.version }}'
        and stage_id = '{{ promise.stage_id }}'
        {%- if promise.act == 'reason_on_return' %}
        and exit_id in ('recycled', 'disqualified')
        {%- endif %}
    {%- endfor %}
)

select * from cases
