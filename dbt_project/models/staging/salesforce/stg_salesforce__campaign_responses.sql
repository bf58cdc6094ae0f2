{# grain: one row per campaign member who responded; the CRM dates a response by its day alone, which it
   counts at the end of (semantics 28), and one that it does not date by the membership's creation #}
with members as (
    select
        members.*,
        try_cast(left(trim(FirstRespondedDate), 10) as date) as responded_on,
        {{ utc_instant('CreatedDate') }} as created_at,
        min(exported_at) over (partition by left(trim(Id), 15)) as first_exported_at
    from {{ source('raw', 'salesforce__campaignmember') }} as members
    where {{ is_true('HasResponded') }}
    qualify row_number() over (
        partition by left(trim(Id), 15)
        order by exported_at desc, landing_file desc, landing_line desc
    ) = 1 and not {{ is_true('IsDeleted') }}
)

select
    'salesforce:campaign_member:' || left(trim(Id), 15) as event_key,
    coalesce(
        {{ salesforce_key('contact', 'ContactId') }}, {{ salesforce_key('lead', 'LeadId') }}
    ) as record_key,
    {{ salesforce_key('campaign', 'CampaignId') }} as campaign_key,
    coalesce({{ end_of_agreed_day('responded_on') }}, created_at, first_exported_at) as occurred_at,
    case
        when responded_on is not null then 'date_only'
        when created_at is not null then 'event'
        else 'delivered'
    end as time_basis,
    first_exported_at as observed_at
from members
