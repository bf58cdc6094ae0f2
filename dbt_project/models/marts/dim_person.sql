{# grain: one row per identified person, as known today; no name and no address #}
with entries as (
    select
        person_id,
        max(excluded_by) as excluded_by,
        max(journey_number) as journey_count
    from {{ ref('fct_funnel') }}
    where person_id is not null
    group by person_id
),

personas as (
    select
        person_id,
        persona_id
    from {{ ref('fct_funnel') }}
    where persona_id is not null
    qualify row_number() over (
        partition by person_id order by entered_at desc, stage_order desc, entry_number desc
    ) = 1
),

latest as (
    select
        person_id,
        country,
        industry,
        employees,
        owner_id
    from {{ ref('person_timeline') }}
    where person_id is not null
    qualify row_number() over (partition by person_id order by position desc) = 1
)

select
    people.person_id,
    people.account_id,
    people.first_record_at,
    people.identifier_count,
    personas.persona_id,
    latest.country,
    latest.industry,
    {{ account_segment('latest.employees') }} as account_segment,
    latest.owner_id,
    coalesce(lower(people.account_type) like 'customer%', false) as is_customer,
    coalesce(entries.journey_count, 0) as journey_count,
    entries.excluded_by
from {{ ref('people') }} as people
left join entries on people.person_id = entries.person_id
left join personas on people.person_id = personas.person_id
left join latest on people.person_id = latest.person_id
