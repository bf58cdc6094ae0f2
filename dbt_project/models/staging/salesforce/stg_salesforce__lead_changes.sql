{# grain: one row per moment at which a lead's status or owner was set, and who told it: the creation, by
   the first change's old value; the tracked history; a delivery, where nothing was tracked; or a
   correction: a delivery that shows another value than what was known when it was exported #}
with shown as (
    {% for field, column in [('Status', 'trim(Status)'), ('Owner', 'left(trim(OwnerId), 15)')] -%}
    select
        left(trim(Id), 15) as lead_id,
        '{{ field }}' as field,
        nullif({{ column }}, '') as value,
        {{ utc_instant('CreatedDate') }} as created_at,
        exported_at,
        row_number() over (
            partition by left(trim(Id), 15) order by exported_at, landing_file, landing_line
        ) as delivery_number
    from {{ source('raw', 'salesforce__lead') }}
    {{ "union all" if not loop.last }}
    {% endfor %}
),

tracked as (
    select
        left(trim(LeadId), 15) as lead_id,
        case trim(Field) when 'Status' then 'Status' else 'Owner' end as field,
        left(trim(Id), 15) as history_id,
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

first_tracked as (
    select *
    from tracked
    qualify row_number() over (partition by lead_id, field order by occurred_at, history_id) = 1
),

{# the first change of all: a record that was there before has a first value since nobody knows when #}
tracked_since as (
    select
        field,
        min(occurred_at) as history_from
    from tracked
    group by field
),

newest_leads as (
    select
        lead_id,
        created_at
    from shown
    where field = 'Status'
    qualify row_number() over (partition by lead_id order by delivery_number desc) = 1
),

{# what was known when: a change from when it happened, or from the export that told it if its clock
   is behind; a delivery from its export #}
told as (
    select
        first_tracked.lead_id,
        first_tracked.field,
        'created' as change_id,
        first_tracked.old_value as value,
        newest_leads.created_at as occurred_at,
        newest_leads.created_at as observed_at,
        newest_leads.created_at as known_at,
        0 as delivery_number,
        case
            when newest_leads.created_at >= tracked_since.history_from then 'event' else 'delivered'
        end as time_basis,
        'creation' as told_by
    from first_tracked
    inner join newest_leads on first_tracked.lead_id = newest_leads.lead_id
    inner join tracked_since on first_tracked.field = tracked_since.field
    where nullif(first_tracked.old_value, '') is not null
    union all
    select
        lead_id,
        field,
        history_id as change_id,
        new_value as value,
        occurred_at,
        observed_at,
        least(occurred_at, observed_at) as known_at,
        0 as delivery_number,
        'event' as time_basis,
        'history' as told_by
    from tracked
    union all
    select
        shown.lead_id,
        shown.field,
        'shown:' || cast(shown.delivery_number as varchar) as change_id,
        shown.value,
        {# an owner without a tracked change is taken to be the one the record was created with #}
        case
            when
                shown.field = 'Owner'
                and first_tracked.lead_id is null
                and row_number() over (
                    partition by shown.lead_id, shown.field order by shown.delivery_number
                ) = 1
                then newest_leads.created_at
            else shown.exported_at
        end as occurred_at,
        shown.exported_at as observed_at,
        shown.exported_at as known_at,
        shown.delivery_number,
        'delivered' as time_basis,
        case when first_tracked.lead_id is null then 'delivery' else 'correction' end as told_by
    from shown
    inner join newest_leads on shown.lead_id = newest_leads.lead_id
    left join first_tracked
        on shown.lead_id = first_tracked.lead_id and shown.field = first_tracked.field
    where shown.value is not null
),

compared as (
    select
        *,
        lag(value) over (
            partition by lead_id, field
            order by
                known_at,
                case told_by when 'creation' then 0 when 'history' then 1 else 2 end,
                occurred_at,
                delivery_number,
                change_id
        ) as value_before
    from told
)

select
    'salesforce:lead_change:' || lead_id || ':' || lower(field) || ':' || change_id as event_key,
    'salesforce:lead:' || lead_id as record_key,
    field,
    value,
    coalesce(occurred_at, observed_at) as occurred_at,
    observed_at,
    time_basis,
    told_by
from compared
where told_by in ('creation', 'history') or coalesce(value_before, '') <> value
