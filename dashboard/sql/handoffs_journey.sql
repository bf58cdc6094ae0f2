-- grain: one row, the journey that is asked for, if there is one of that id
select
    journeys.journey_id,
    journeys.person_id,
    journeys.opened_at,
    journeys.exited_at,
    journeys.exit_id,
    journeys.exit_reason,
    coalesce(stages.label, journeys.furthest_stage_id) as stage,
    coalesce(journeys.persona_id, 'none') as persona,
    coalesce(leads.owner_id, people.owner_id, 'none') as owner,
    owners.team as owner_team,
    leads.due_at,
    leads.seconds_left,
    leads.clock,
    leads.promise_label,
    leads.say,
    leads.next_step,
    leads.asset
from dim_journey as journeys
left join dim_stage as stages on journeys.furthest_stage_id = stages.stage_id and stages.is_current
left join open_handoffs as leads on journeys.journey_id = leads.journey_id
left join dim_person as people on journeys.person_id = people.person_id
left join dim_owner as owners on coalesce(leads.owner_id, people.owner_id) = owners.owner_id
where journeys.journey_id = $journey_id
