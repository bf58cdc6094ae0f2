{# grain: one row per HubSpot contact, as the newest delivery shows it; a company and Sales' time with it are
   told by a HubSpot that is the CRM as well #}
with contacts as (
    select
        contacts.*,
        contacts.source in (select source from {{ source('raw', 'hubspot__deals') }}) as is_crm,
        trim(contacts.id) as hubspot_id,
        min(contacts.exported_at) over (partition by trim(contacts.id)) as observed_at
    from {{ source('raw', 'hubspot__contacts') }} as contacts
    qualify row_number() over (
        partition by trim(contacts.id)
        order by contacts.exported_at desc, contacts.landing_file desc, contacts.landing_line desc
    ) = 1
),

companies as (
    select
        record_id,
        named_id
    from {{ ref('stg_hubspot__associations') }}
    where record_object = 'contact' and named_object = 'company'
    qualify row_number() over (
        partition by record_id order by is_primary desc, length(named_id), named_id
    ) = 1
)

select
    'hubspot' as vendor,
    contacts.source,
    'contact' as record_object,
    'hubspot:contact:' || contacts.hubspot_id as record_key,
    contacts.hubspot_id as vendor_record_id,
    {{ normalised_email('contacts.email') }} as email,
    nullif(
        trim(coalesce(contacts.firstname, '') || ' ' || coalesce(contacts.lastname, '')), ''
    ) as full_name,
    {{ utc_instant('contacts.createdAt') }} as created_at,
    contacts.observed_at,
    case
        when contacts.is_crm
            then 'hubspot:company:'
                || coalesce(nullif(trim(contacts.associatedcompanyid), ''), companies.named_id)
    end as account_key,
    cast(null as varchar) as merged_into_key,
    {{ is_true('contacts.archived') }} as is_deleted,
    handovers.occurred_at as crm_since
from contacts
left join companies on contacts.hubspot_id = companies.record_id
left join {{ ref('stg_hubspot__handovers') }} as handovers
    on 'hubspot:contact:' || contacts.hubspot_id = handovers.record_key
