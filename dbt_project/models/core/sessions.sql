{# grain: one row per web session and whose it is (semantics 3): who identified themselves in it,
   else the last before it on that browser, else the first after it, else nobody #}
with sessions as (
    {{ every_vendor('sessions') }}
),

delivered_by as (
    select
        source,
        user_id_kind
    from {{ source('landing', 'sources') }}
),

identifiers as (
    select
        identifier_key,
        person_id
    from {{ ref('person_identifiers') }}
),

keyed as (
    select
        sessions.*,
        case
            when sessions.user_id like '%@%'
                then 'email:' || {{ normalised_email('sessions.user_id') }}
            when delivered_by.user_id_kind = 'salesforce_id' and sessions.user_id like '003%'
                then {{ salesforce_key('contact', 'sessions.user_id') }}
            when delivered_by.user_id_kind = 'salesforce_id'
                then {{ salesforce_key('lead', 'sessions.user_id') }}
            when delivered_by.user_id_kind = 'marketo_lead_id'
                then 'marketo:lead:' || sessions.user_id
            else 'hubspot:contact:' || sessions.user_id
        end as identifier_key
    from sessions
    left join delivered_by on sessions.source = delivered_by.source
),

identified as (
    select
        keyed.*,
        identifiers.person_id as own_person_id
    from keyed
    left join identifiers on keyed.identifier_key = identifiers.identifier_key
),

attributed as (
    select
        *,
        {{ last_known('own_person_id') }} over (
            partition by client_key order by started_at, source_session_key
            rows between unbounded preceding and current row
        ) as person_before,
        {{ first_known('own_person_id') }} over (
            partition by client_key order by started_at, source_session_key
            rows between current row and unbounded following
        ) as person_after
    from identified
)

select
    vendor,
    source,
    source_session_key,
    {{ pseudonym('session', 'source_session_key') }} as session_id,
    {{ pseudonym('source_record', "'session:' || source_session_key") }} as source_record_id,
    {{ pseudonym('visitor', 'client_key') }} as visitor_id,
    coalesce(own_person_id, person_before, person_after) as person_id,
    case
        when own_person_id is not null then 'identified in it'
        when person_before is not null then 'identified before it'
        when person_after is not null then 'identified after it'
    end as attribution,
    started_at,
    observed_at,
    channel,
    traffic_source,
    traffic_medium,
    traffic_campaign,
    hit_count
from attributed
where started_at <= (select as_of from {{ source('landing', 'as_of') }})
