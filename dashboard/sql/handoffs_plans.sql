-- grain: one row per stage and persona of leads that are with sales now: by whose plan, and how many it covers
select
    leads.stage_id,
    any_value(stages.label) as stage,
    coalesce(leads.persona_id, 'none') as persona,
    count(*) as leads,
    count(*) filter (where leads.say is not null) as planned,
    count(*) filter (where leads.say is not null) / count(*) as planned_rate,
    max(leads.plan_persona_id) as plan_persona_id,
    max(leads.next_step) as next_step,
    max(leads.asset) as asset
from open_handoffs as leads
left join dim_stage as stages on leads.stage_id = stages.stage_id and stages.is_current
group by leads.stage_id, coalesce(leads.persona_id, 'none')
order by max(stages.stage_order), leads.stage_id, leads desc, persona
