{# grain: one row per act of Sales and contact that it was with: a call or an e-mail to them, a meeting that
   was held, a task of one of these kinds that is done #}
with newest as (
    select
        *,
        trim(id) as hubspot_id,
        lower(trim(type)) as kind,
        min(exported_at) over (partition by lower(trim(type)), trim(id)) as observed_at
    from {{ source('raw', 'hubspot__engagements') }}
    qualify row_number() over (
        partition by lower(trim(type)), trim(id)
        order by exported_at desc, landing_file desc, landing_line desc
    ) = 1 and not {{ is_true('archived') }}
),

acts as (
    select
        hubspot_id,
        kind,
        hubspot_owner_id,
        observed_at,
        case
            when kind = 'meeting' then 'meeting_held'
            when kind = 'call' or lower(trim(hs_task_type)) = 'call' then 'outbound_call'
            when kind = 'email' or lower(trim(hs_task_type)) = 'email' then 'outbound_email'
        end as what,
        case kind
            when 'meeting' then coalesce(
                {{ utc_instant('hs_meeting_end_time') }},
                {{ utc_instant('hs_meeting_start_time') }},
                {{ utc_instant('hs_timestamp') }}
            )
            when 'task' then coalesce(
                {{ utc_instant('hs_task_completion_date') }}, {{ utc_instant('hs_timestamp') }}
            )
            else {{ utc_instant('hs_timestamp') }}
        end as done_at
    from newest
    where
        case kind
            when 'call' then
                lower(trim(coalesce(hs_call_direction, ''))) <> 'inbound'
                and lower(trim(coalesce(hs_call_status, '')))
                in ('', 'completed', 'no_answer', 'busy')
            when 'email' then
                lower(trim(coalesce(hs_email_direction, ''))) in ('', 'email')
                and lower(trim(coalesce(hs_email_status, ''))) in ('', 'sent')
            when 'meeting' then
                lower(trim(coalesce(hs_meeting_outcome, ''))) in ('', 'scheduled', 'completed')
            else lower(trim(hs_task_status)) = 'completed'
        end
),

with_whom as (
    select
        record_object,
        record_id,
        named_id
    from {{ ref('stg_hubspot__associations') }}
    where named_object = 'contact'
)

select
    'hubspot:' || acts.kind || ':' || acts.hubspot_id
        || coalesce(':' || with_whom.named_id, '') as event_key,
    acts.what,
    'hubspot:contact:' || with_whom.named_id as record_key,
    'hubspot:owner:' || nullif(trim(acts.hubspot_owner_id), '') as owner_key,
    coalesce(acts.done_at, acts.observed_at) as occurred_at,
    case when acts.done_at is null then 'delivered' else 'event' end as time_basis,
    acts.observed_at
from acts
left join with_whom
    on acts.kind = with_whom.record_object and acts.hubspot_id = with_whom.record_id
where acts.what is not null
