{# grain: one row per thing that happened to one person, in our words; events of nobody we can
   name are left to the page that counts them #}
with events as (
    {{ every_vendor('events') }}
),

identifiers as (
    select
        identifier_key,
        person_id
    from {{ ref('person_identifiers') }}
),

sessions as (
    select
        source_session_key,
        session_id,
        person_id
    from {{ ref('sessions') }}
),

dated as (
    select
        *,
        {{ agreed_version('occurred_at') }} as agreement_version
    from events
),

named as (
    select
        dated.*,
        coalesce(by_record.person_id, by_address.person_id, sessions.person_id) as person_id,
        case what
            when 'form' then
                {{ agreed_activity('agreement_version', 'vendor', "'form'", 'word') }}
            when 'campaign_response' then
                coalesce(
                    {{ agreed_activity('agreement_version', "'salesforce'", "'campaign_type'", 'word') }},
                    'campaign_response'
                )
            when 'activity' then
                {{ agreed_activity('agreement_version', "'mapped'", "'activity'", 'word') }}
            when 'event' then
                {{ agreed_activity('agreement_version', "'ga4'", "'event'", 'word') }}
            when 'page' then
                {{ agreed_activity('agreement_version', "'ga4'", "'page'", 'word') }}
            when 'label' then case word when 'crm' then 'crm_label' else 'marketing_label' end
            else what
        end as kind
    from dated
    left join identifiers as by_record on dated.record_key = by_record.identifier_key
    {# the condition on the left side alone stands within the key: beside it, it would have every
       row compared with every other #}
    left join identifiers as by_address
        on
            case when by_record.person_id is null then 'email:' || dated.email end
            = by_address.identifier_key
    left join sessions on dated.source_session_key = sessions.source_session_key
)

select
    person_id,
    vendor,
    event_key,
    kind,
    word,
    value,
    occurred_at,
    observed_at,
    time_basis,
    owner_key,
    campaign_key
from named
where
    person_id is not null
    and kind is not null
    and occurred_at <= (select as_of from {{ source('landing', 'as_of') }})
