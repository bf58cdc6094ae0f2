{# grain: one row per act of a person of an account, for the deals whose contacts are not named #}
with acts as (
    select
        person_id,
        occurred_at
    from {{ ref('person_events') }}
    where kind in (
        'key_page', 'form', 'demo_request', 'email_click', 'webinar', 'campaign_response',
        'meeting_held'
    )
    union all
    select
        person_id,
        started_at as occurred_at
    from {{ ref('sessions') }}
    where person_id is not null
)

select
    people.account_id,
    acts.person_id,
    acts.occurred_at
from acts
inner join {{ ref('people') }} as people on acts.person_id = people.person_id
where people.account_id is not null
