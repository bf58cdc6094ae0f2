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
        obligation_id as case_id,
        promise_id,
        agreement_version,
        {{ agreed_day('starts_at') }} as case_on,
        status,
        cast(null as varchar) as found,
        journey_id,
        person_id,
        stage_id,
        funnel_entry_id,
        persona_id,
        owner_id,
        starts_at,
        due_at,
        met_at,
        clock,
        is_late_now
    from obligations
    {%- for promise in agreed_promises() if promise.kind == 'rate' %}
    union all
    {%- set promise_literal = "'" ~ promise.promise_id ~ "'" %}
    select
        {{ entry_id(['journey_id', 'stage_id', promise_literal]) }} as case_id,
        '{{ promise.promise_id }}' as promise_id,
        agreement_version,
        {{ agreed_day('entered_at') }} as case_on,
        {%- if promise.act == 'volume' %}
        'kept' as status,
        cast(null as varchar) as found
        {%- elif promise.act == 'fit' %}
        case when persona_id is not null then 'kept' else 'broken' end as status,
        coalesce(persona_id, 'no persona') as found
        {%- elif promise.act == 'completeness' %}
        case
            when
                email is not null and nullif(company, '') is not null
                and nullif(title, '') is not null and nullif(country, '') is not null
                then 'kept'
            else 'broken'
        end as status,
        nullif(concat_ws(
            ', ',
            case when email is null then 'no address' end,
            case when nullif(company, '') is null then 'no company' end,
            case when nullif(title, '') is null then 'no title' end,
            case when nullif(country, '') is null then 'no country' end
        ), '') as found
        {%- elif promise.act == 'junk_rate' %}
        {# here a kept case is a bad one: the promise is that few are #}
        case when exit_id = 'disqualified' then 'kept' else 'broken' end as status,
        case when exit_id = 'disqualified' then coalesce(reason_id, 'no reason') end as found
        {%- elif promise.act == 'reason_on_return' %}
        case when reason_id is not null then 'kept' else 'broken' end as status,
        coalesce(reason_id, 'no reason') as found
        {%- endif %},
        journey_id,
        person_id,
        stage_id,
        {{ entry_id(['journey_id', 'stage_id', 'entered_at', 'entry_kind', 'null']) }} as funnel_entry_id,
        persona_id,
        owner_id,
        entered_at as starts_at,
        cast(null as timestamp) as due_at,
        cast(null as timestamp) as met_at,
        cast(null as varchar) as clock,
        false as is_late_now
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
