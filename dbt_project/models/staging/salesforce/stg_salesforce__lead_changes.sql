{# grain: one row per moment at which a lead's status or owner was set: on creation, by a tracked
   change, and, where the newest value has no tracked change, when a delivery first showed it #}
with snapshots as (
    select
        left(trim(Id), 15) as lead_id,
        {{ utc_instant('CreatedDate') }} as created_at,
        exported_at,
        landing_file,
        landing_line,
        trim(Status) as status_word,
        left(trim(OwnerId), 15) as owner_id
    from {{ source('raw', 'salesforce__lead') }}
),

shown as (
    select
        lead_id,
        created_at,
        exported_at,
        landing_file,
        landing_line,
        'Status' as field,
        status_word as value
    from snapshots
    union all
    select
        lead_id,
        created_at,
        exported_at,
        landing_file,
        landing_line,
        'Owner' as field,
        owner_id as value
    from snapshots
),

newest as (
    select
        *,
        min(exported_at) over (partition by lead_id, field, value) as value_exported_at
    from shown
    where value is not null
    qualify row_number() over (
        partition by lead_id, field
        order by exported_at desc, landing_file desc, landing_line desc
    ) = 1
),

tracked as (
    select
        left(trim(LeadId), 15) as lead_id,
        left(trim(Id), 15) as history_id,
        case trim(Field) when 'Status' then 'Status' else 'Owner' end as field,
        case trim(Field)
            when 'Status' then trim(OldValue) else left(trim(OldValue), 15)
        end as old_value,
        case trim(Field)
            when 'Status' then trim(NewValue) else left(trim(NewValue), 15)
        end as new_value,
        {{ utc_instant('CreatedDate') }} as occurred_at,
        min(exported_at) as observed_at
    from {{ source('raw', 'salesforce__leadhistory') }}
    where
        not {{ is_true('IsDeleted') }}
        and (
            trim(Field) = 'Status'
            {# an owner change comes twice, by id and by name: the id is taken #}
            or (
                trim(Field) in ('Owner', 'OwnerId', 'ownerAssignment', 'ownerAccepted')
                and (left(trim(NewValue), 3) in ('005', '00G'))
            )
        )
    group by all
),

first_values as (
    select
        lead_id,
        field,
        min_by(old_value, occurred_at) as first_value,
        max_by(new_value, occurred_at) as last_value
    from tracked
    group by lead_id, field
),

on_creation as (
    select
        newest.lead_id,
        newest.field,
        'created' as change_id,
        first_values.first_value as value,
        newest.created_at as occurred_at,
        newest.created_at as observed_at,
        'event' as time_basis
    from newest
    inner join first_values
        on newest.lead_id = first_values.lead_id and newest.field = first_values.field
    where nullif(first_values.first_value, '') is not null
),

corrections as (
    select
        newest.lead_id,
        newest.field,
        'shown' as change_id,
        newest.value,
        {# an owner without a tracked change is taken to be the one the record was created with #}
        case
            when newest.field = 'Owner' and first_values.lead_id is null then newest.created_at
            else newest.value_exported_at
        end as occurred_at,
        newest.value_exported_at as observed_at,
        'delivered' as time_basis
    from newest
    left join first_values
        on newest.lead_id = first_values.lead_id and newest.field = first_values.field
    where first_values.lead_id is null or first_values.last_value <> newest.value
),

tracked_changes as (
    select
        lead_id,
        field,
        history_id as change_id,
        new_value as value,
        occurred_at,
        observed_at,
        'event' as time_basis
    from tracked
),

changes as (
    select * from on_creation
    union all
    select * from corrections
    union all
    select * from tracked_changes
)

select
    'salesforce:lead_change:' || lead_id || ':' || lower(field) || ':' || change_id as event_key,
    'salesforce:lead:' || lead_id as record_key,
    field,
    value,
    coalesce(occurred_at, observed_at) as occurred_at,
    observed_at,
    time_basis
from changes
