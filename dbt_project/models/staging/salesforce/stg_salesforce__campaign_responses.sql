{# grain: one row per campaign member who responded #}
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
    case
        when responded_on is null or responded_on = {{ agreed_day('created_at') }} then created_at
        else {{ end_of_agreed_day('responded_on') }}
    end as occurred_at,
    case
        when responded_on is null or responded_on = {{ agreed_day('created_at') }} then 'event'
        else 'date_only'
    end as time_basis,
    first_exported_at as observed_at
from members
