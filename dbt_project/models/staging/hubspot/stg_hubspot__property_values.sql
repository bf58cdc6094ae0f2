{# grain: one row per value that a contact's property took, and who told it: its history; the creation of
   the contact, where there is no history; a delivery that shows it later; or a correction: a delivery
   that shows another value than what was known when it was exported #}
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

tracked_properties as (
    select distinct
        contact_id,
        property
    from histories
),

versions as (
    select
        trim(id) as contact_id,
        {{ utc_instant('createdAt') }} as created_at,
        {{ each_key('properties') }} as property,
        properties,
        exported_at,
        landing_file,
        landing_line
    from {{ source('raw', 'hubspot__contacts') }}
),

{# what each delivery shows; a property that it does not hold is not known to have gone #}
shown as (
    select
        *,
        coalesce(trim({{ json_text('properties', 'property') }}), '') as value,
        row_number() over (
            partition by contact_id, property order by exported_at, landing_file, landing_line
        ) as delivery_number,
        last_value(created_at) over (
            partition by contact_id, property order by exported_at, landing_file, landing_line
            rows between unbounded preceding and unbounded following
        ) as newest_created_at
    from versions
    where
        property in (
            'jobtitle', 'company', 'industry', 'numberofemployees', 'country', 'lifecyclestage',
            'hs_lead_status', 'hubspot_owner_id'
        )
        or {{ agreed_attribute("'hubspot'", 'property') }} is not null
),

creations as (
    select distinct
        contact_id,
        newest_created_at
    from shown
),

making_forms as (
    select
        creations.contact_id,
        {{ made_by_form('forms.occurred_at', 'creations.newest_created_at') }} as submitted_at
    from creations
    inner join {{ ref('stg_hubspot__form_submissions') }} as forms
        on 'hubspot:contact:' || creations.contact_id = forms.record_key
    where forms.time_basis = 'event'
    group by creations.contact_id
),

{# what was known when: a change from when it happened, or from the export that told it if its clock
   is behind; a delivery from its export #}
told as (
    select
        contact_id,
        property,
        value,
        occurred_at,
        observed_at,
        least(coalesce(occurred_at, observed_at), observed_at) as known_at,
        0 as delivery_number,
        'history' as told_by
    from histories
    union all
    select
        shown.contact_id,
        shown.property,
        shown.value,
        {# without history the first value counts from the form that made the contact, else from its
           creation; what Sales calls the contact is no value that it was made with #}
        case
            when
                tracked_properties.contact_id is null
                and shown.delivery_number = 1
                and shown.property <> 'hs_lead_status'
                then coalesce(making_forms.submitted_at, shown.newest_created_at)
        end as occurred_at,
        shown.exported_at as observed_at,
        shown.exported_at as known_at,
        shown.delivery_number,
        case
            when tracked_properties.contact_id is not null then 'correction'
            when shown.delivery_number = 1 and shown.property <> 'hs_lead_status' then 'creation'
            else 'delivery'
        end as told_by
    from shown
    left join tracked_properties
        on
            shown.contact_id = tracked_properties.contact_id
            and shown.property = tracked_properties.property
    left join making_forms on shown.contact_id = making_forms.contact_id
),

compared as (
    select
        *,
        lag(value) over (
            partition by contact_id, property
            order by
                known_at,
                case told_by when 'history' then 0 else 1 end,
                occurred_at,
                delivery_number,
                value
        ) as value_before
    from told
),

property_values as (
    select *
    from compared
    where told_by = 'history' or coalesce(value_before, '') <> value
)

select
    'hubspot:property:' || contact_id || ':' || property || ':'
        || cast(row_number() over (
            partition by contact_id, property
            order by coalesce(occurred_at, observed_at), observed_at, value
        ) as varchar) as event_key,
    'hubspot:contact:' || contact_id as record_key,
    property,
    value,
    coalesce(occurred_at, observed_at) as occurred_at,
    observed_at,
    case when occurred_at is null then 'delivered' else 'event' end as time_basis,
    told_by
from property_values
