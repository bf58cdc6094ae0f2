{# grain: one row per owner of records: users, and queues as they are met #}
with users as (
    {{ every_vendor('owners') }}
),

events as (
    {{ every_vendor('events') }}
),

deals as (
    {{ every_vendor('deals') }}
),

met as (
    select owner_key from events
    where owner_key is not null
    union
    select owner_key from deals
    where owner_key is not null
    union
    select owner_key from users
)

select
    met.owner_key,
    {{ pseudonym('owner', 'met.owner_key') }} as owner_id,
    users.owner_name,
    users.email,
    met.owner_key like 'salesforce:owner:00G%' as is_queue,
    {{ agreed_team('users.department') }} as team,
    coalesce(users.is_active, false) as is_active
from met
left join users on met.owner_key = users.owner_key
