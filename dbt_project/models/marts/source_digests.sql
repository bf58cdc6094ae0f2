{# grain: one row per signal of an identified person or unclaimed deal, and two per person (company and
   address), each with a digest of what its source says: what the next publication is held against,
   to tell what was edited at the source. Visits stand in fct_funnel; owners change no number. #}
with said as (
    select
        subject_id,
        kind,
        source_record_id,
        occurred_at,
        observed_at,
        opportunity_id,
        source_vendor,
        coalesce(word, '')
        || '|' || coalesce(value, '')
        || '|' || coalesce(cast(amount as varchar), '')
        || '|' || coalesce(currency, '')
        || '|' || coalesce(cast(booked_on as varchar), '') as content
    from {{ ref('signals') }}
    where kind not in ('session', 'owner')
    union all
    select
        person_id as subject_id,
        'company' as kind,
        person_id as source_record_id,
        cast(null as timestamp) as occurred_at,
        cast(null as timestamp) as observed_at,
        cast(null as varchar) as opportunity_id,
        cast(null as varchar) as source_vendor,
        account_id
        || '|' || coalesce(account_type, '')
        || '|' || coalesce(account_industry, '')
        || '|' || coalesce(account_country, '')
        || '|' || coalesce(cast(account_employees as varchar), '') as content
    from {{ ref('people') }}
    union all
    select
        person_id as subject_id,
        'address' as kind,
        person_id as source_record_id,
        cast(null as timestamp) as occurred_at,
        cast(null as timestamp) as observed_at,
        cast(null as varchar) as opportunity_id,
        cast(null as varchar) as source_vendor,
        email as content
    from {{ ref('people') }}
)

select
    subject_id,
    kind,
    source_record_id,
    occurred_at,
    observed_at,
    opportunity_id,
    source_vendor,
    left({{ pseudonym('content', 'content') }}, 12) as content_id
from said
