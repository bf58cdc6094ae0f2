{# grain: one row per completed call or e-mail (Task) and per meeting (Event) with a person #}
with tasks as (
    select
        'salesforce:task:' || left(trim(Id), 15) as event_key,
        WhoId as who_id,
        OwnerId as owner_id,
        case lower(coalesce(nullif(trim(TaskSubtype), ''), trim(Type)))
            when 'call' then 'outbound_call'
            when 'email' then 'outbound_email'
        end as what,
        {{ utc_instant('CompletedDateTime') }} as completed_at,
        try_cast(left(trim(ActivityDate), 10) as date) as activity_on,
        min(exported_at) over (partition by left(trim(Id), 15)) as observed_at
    from {{ source('raw', 'salesforce__task') }}
    where {{ is_true('IsClosed') }} or lower(trim(Status)) = 'completed'
    qualify row_number() over (
        partition by left(trim(Id), 15)
        order by exported_at desc, landing_file desc, landing_line desc
    ) = 1 and not {{ is_true('IsDeleted') }}
),

meetings as (
    select
        'salesforce:event:' || left(trim(Id), 15) as event_key,
        WhoId as who_id,
        OwnerId as owner_id,
        'meeting_held' as what,
        {# an all-day meeting is written with a day for a moment #}
        case
            when length(trim(coalesce(EndDateTime, StartDateTime))) > 10
                then coalesce({{ utc_instant('EndDateTime') }}, {{ utc_instant('StartDateTime') }})
        end as completed_at,
        try_cast(left(trim(coalesce(EndDateTime, StartDateTime)), 10) as date) as activity_on,
        min(exported_at) over (partition by left(trim(Id), 15)) as observed_at
    from {{ source('raw', 'salesforce__event') }}
    qualify row_number() over (
        partition by left(trim(Id), 15)
        order by exported_at desc, landing_file desc, landing_line desc
    ) = 1 and not {{ is_true('IsDeleted') }}
),

acts as (
    select * from tasks
    where what is not null
    union all
    select * from meetings
)

select
    event_key,
    what,
    {# who_id is a lead (00Q) or a contact (003) #}
    case left(trim(who_id), 3)
        when '00Q' then {{ salesforce_key('lead', 'who_id') }}
        when '003' then {{ salesforce_key('contact', 'who_id') }}
    end as record_key,
    {{ salesforce_key('owner', 'owner_id') }} as owner_key,
    coalesce(completed_at, {{ end_of_agreed_day('activity_on') }}, observed_at) as occurred_at,
    case
        when completed_at is not null then 'event'
        when activity_on is not null then 'date_only'
        else 'delivered'
    end as time_basis,
    observed_at
from acts
