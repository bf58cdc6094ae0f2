{# grain: one row per act of a person and account that one of their records belongs to, for the deals
   whose contacts are not named; who has records at two companies was active for both #}
with records as (
    {{ every_vendor('records') }}
),

person_accounts as (
    select distinct
        identifiers.person_id,
        {{ pseudonym('account', 'records.account_key') }} as account_id
    from {{ ref('person_identifiers') }} as identifiers
    inner join records on identifiers.identifier_key = records.record_key
    where records.account_key is not null
),

acts as (
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
)

select
    person_accounts.account_id,
    acts.person_id,
    acts.occurred_at
from acts
inner join person_accounts on acts.person_id = person_accounts.person_id
