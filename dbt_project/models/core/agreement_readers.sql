{# grain: one row per person who is to read the agreement, or has: the teams' users of the CRM who are
   still there, and whoever else said so; names stay here and go to the people file only #}
with users as (
    select
        owner_id,
        owner_name,
        team,
        is_active and team is not null as is_asked,
        lower(trim(owner_name)) as reader_key
    from {{ ref('owners') }}
    where not is_queue and trim(owner_name) <> ''
),

said as (
    select
        reader_key,
        min(reader_name) as reader_name,
        max(team) as team
    from {{ source('agreement', 'acknowledgements') }}
    group by reader_key
)

select
    users.owner_id as reader_id,
    users.owner_name as reader_name,
    coalesce(users.team, said.team) as team,
    users.reader_key,
    users.is_asked
from users
left join said on users.reader_key = said.reader_key
where users.is_asked or said.reader_key is not null
union all
{# who is no user of the CRM #}
select
    {{ pseudonym('reader', 'said.reader_key') }} as reader_id,
    said.reader_name,
    said.team,
    said.reader_key,
    false as is_asked
from said
left join users on said.reader_key = users.reader_key
where users.reader_key is null
