{# grain: one row per person and spell in which the CRM names one owner without a break, nobody among
   them: who had it, from when to when #}
with told as (
    select
        timeline.person_id,
        timeline.position,
        timeline.occurred_at,
        timeline.owner_id,
        timeline.owner_team,
        lag(timeline.position) over (
            partition by timeline.person_id
            order by timeline.position
        ) as position_before,
        lag(timeline.owner_id) over (
            partition by timeline.person_id
            order by timeline.position
        ) as owner_before
    from {{ ref('person_timeline') }} as timeline
    where timeline.person_id is not null
)

select
    told.person_id,
    told.owner_id,
    told.owner_team,
    case
        when told.owner_id is null then 'nobody'
        when coalesce(owners.is_queue, false) then 'queue'
        else 'rep'
    end as owner_kind,
    told.occurred_at as began_at,
    lead(told.occurred_at) over (
        partition by told.person_id
        order by told.position
    ) as ended_at
from told
left join {{ ref('owners') }} as owners on told.owner_id = owners.owner_id
where told.position_before is null or told.owner_id is distinct from told.owner_before
