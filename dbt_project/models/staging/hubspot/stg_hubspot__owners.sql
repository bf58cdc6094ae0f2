{# grain: one row per user, by the id that records bear; and by the name, where an export names users so #}
with users as (
    select
        trim(id) as hubspot_id,
        nullif(trim(coalesce(firstName, '') || ' ' || coalesce(lastName, '')), '') as owner_name,
        {{ normalised_email('email') }} as email,
        team as department,
        not {{ is_true('archived') }} as is_active
    from {{ source('raw', 'hubspot__owners') }}
    qualify row_number() over (
        partition by trim(id) order by exported_at desc, landing_file desc, landing_line desc
    ) = 1
),

met as (
    select trim(hubspot_owner_id) as word from {{ source('raw', 'hubspot__contacts') }}
    union
    select trim(hubspot_owner_id) as word from {{ source('raw', 'hubspot__deals') }}
    union
    select trim(hubspot_owner_id) as word from {{ source('raw', 'hubspot__engagements') }}
),

called as (
    select
        hubspot_id as word,
        users.*
    from users
    union all
    select
        met.word,
        users.*
    from met
    inner join users on met.word = users.owner_name
    qualify row_number() over (partition by met.word order by users.hubspot_id) = 1
)

select
    'hubspot' as vendor,
    'hubspot:owner:' || word as owner_key,
    owner_name,
    email,
    department,
    is_active
from called
