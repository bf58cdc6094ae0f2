-- grain: one row per open journey of the chosen labels and stage, those that differ longest first
select
    positions.journey_id,
    positions.stage_id,
    coalesce(stages.label, positions.stage_id) as stage,
    positions.stage_since,
    positions.marketing_label,
    positions.marketing_since,
    coalesce(positions.marketing_stage_id <> positions.stage_id, false) as is_marketing_differing,
    positions.crm_label,
    positions.crm_since,
    coalesce(positions.crm_stage_id <> positions.stage_id, false) as is_crm_differing,
    positions.differs_since,
    positions.differing_days,
    coalesce(positions.persona_id, 'none') as persona,
    coalesce(positions.owner_id, 'none') as owner,
    positions.owner_team,
    positions.amount_reporting as amount,
    count(*) over () as found
from label_positions as positions
left join dim_stage as stages on positions.stage_id = stages.stage_id and stages.is_current
where
    positions.is_now
    and $marketing in ('all', positions.marketing_label)
    and $crm in ('all', positions.crm_label)
    and $stage in ('all', positions.stage_id)
    and ($who = 'everybody' or positions.is_differing)
order by positions.differing_days desc nulls last, positions.stage_since, positions.journey_id
limit $most
