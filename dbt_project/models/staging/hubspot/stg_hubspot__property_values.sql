{# grain: one row per value that a contact's property took; a property without history counts
   from the contact's creation, or from the form that created it: HubSpot dates a form a moment
   before the contact which it makes #}
with histories as (
    select
        trim(contact_id) as contact_id,
        property,
        coalesce(trim(value), '') as value,
        {{ utc_instant('timestamp') }} as occurred_at,
        min(exported_at) as observed_at
    from {{ source('raw', 'hubspot__contact_property_history') }}
    group by all
),

contacts as (
    select
        *,
        min(exported_at) over (partition by trim(id)) as first_exported_at
    from {{ source('raw', 'hubspot__contacts') }}
    qualify row_number() over (
        partition by trim(id) order by exported_at desc, landing_file desc, landing_line desc
    ) = 1
),

first_forms as (
    select
        record_key,
        min(occurred_at) as submitted_at
    from {{ ref('stg_hubspot__form_submissions') }}
    where time_basis = 'event'
    group by record_key
),

dated_contacts as (
    select
        contacts.*,
        least({{ utc_instant('createdAt') }}, first_forms.submitted_at) as known_since
    from contacts
    left join first_forms on 'hubspot:contact:' || trim(contacts.id) = first_forms.record_key
),

current_values as (
    {% for property in [
        'jobtitle', 'company', 'industry', 'numberofemployees', 'country', 'lifecyclestage',
    ] -%}
    select
        trim(id) as contact_id,
        '{{ property }}' as property,
        trim({{ property }}) as value,
        known_since as occurred_at,
        first_exported_at as observed_at
    from dated_contacts
    where nullif(trim({{ property }}), '') is not null
    {{ "union all" if not loop.last }}
    {% endfor %}
),

without_history as (
    select current_values.*
    from current_values
    left join histories
        on
            current_values.contact_id = histories.contact_id
            and current_values.property = histories.property
    where histories.contact_id is null
)

select
    'hubspot:property:' || contact_id || ':' || property || ':'
        || cast(row_number() over (
            partition by contact_id, property order by occurred_at, observed_at, value
        ) as varchar) as event_key,
    'hubspot:contact:' || contact_id as record_key,
    property,
    value,
    coalesce(occurred_at, observed_at) as occurred_at,
    observed_at,
    case when occurred_at is null then 'delivered' else 'event' end as time_basis
from (
    select * from histories
    union all
    select * from without_history
) as property_values
