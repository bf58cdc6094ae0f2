{# grain: one row per user and per queue that was delivered; a queue owns records too but is no user, and is
   known by its prefix #}
with users as (
    select
        {{ salesforce_key('owner', 'Id') }} as owner_key,
        Name as owner_name,
        {{ normalised_email('Email') }} as email,
        Department as department,
        {# who is not said to have left is there #}
        coalesce(trim(IsActive), '') = '' or {{ is_true('IsActive') }} as is_active
    from {{ source('raw', 'salesforce__user') }}
    qualify row_number() over (
        partition by left(trim(Id), 15)
        order by exported_at desc, landing_file desc, landing_line desc
    ) = 1
),

queues as (
    select
        {{ salesforce_key('owner', 'Id') }} as owner_key,
        Name as owner_name,
        cast(null as varchar) as email,
        cast(null as varchar) as department,
        false as is_active
    from {{ source('raw', 'salesforce__group') }}
    where lower(trim(Type)) = 'queue'
    qualify row_number() over (
        partition by left(trim(Id), 15)
        order by exported_at desc, landing_file desc, landing_line desc
    ) = 1
),

owners as (
    select * from users
    union all
    select * from queues
)

select
    'salesforce' as vendor,
    owner_key,
    owner_name,
    email,
    department,
    is_active
from owners
