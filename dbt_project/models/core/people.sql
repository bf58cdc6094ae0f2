{# grain: one row per person; names and addresses stay here and go to the people file only #}
with records as (
    {{ every_vendor('records') }}
),

accounts as (
    {{ every_vendor('accounts') }}
),

identifiers as (
    select * from {{ ref('person_identifiers') }}
),

person_records as (
    select
        identifiers.person_id,
        identifiers.identifier_key,
        identifiers.vendor,
        identifiers.identifier_kind,
        records.full_name,
        coalesce(
            records.email,
            case when identifiers.identifier_kind = 'email' then identifiers.identifier end
        ) as email,
        records.account_key,
        coalesce(records.created_at, records.observed_at) as created_at,
        records.crm_since
    from identifiers
    left join records on identifiers.identifier_key = records.record_key
),

summed as (
    select
        person_id,
        count(*) as identifier_count,
        min(created_at) as first_record_at,
        min(crm_since) as crm_record_at,
        min_by(full_name, case when full_name is not null then identifier_key end) as full_name,
        coalesce(
            min_by(
                email, case when {{ is_personal_email('email') }} then identifier_key end
            ),
            min(email)
        ) as email,
        min_by(account_key, case when account_key is not null then identifier_key end)
            as account_key
    from person_records
    group by person_id
)

select
    summed.*,
    split_part(summed.email, '@', 2) as email_domain,
    accounts.account_type,
    accounts.customer_shown_at,
    accounts.industry as account_industry,
    accounts.employees as account_employees,
    accounts.country as account_country,
    accounts.account_name,
    {{ pseudonym('account', 'summed.account_key') }} as account_id
from summed
left join accounts on summed.account_key = accounts.account_key
