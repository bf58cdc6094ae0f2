-- grain: one row per tool's side, label and stage by the definition: how many open journeys stand there
with carried as (
    select
        'marketing' as side, marketing_label as label, marketing_stage_id as means_id, stage_id,
        journeys
    from label_disagreements
    union all
    select
        'crm' as side, crm_label as label, crm_stage_id as means_id, stage_id, journeys
    from label_disagreements
)

select
    carried.side,
    carried.label,
    carried.stage_id,
    coalesce(stages.label, carried.stage_id) as stage,
    coalesce(max(means.label), max(carried.means_id)) as means,
    sum(carried.journeys) as journeys,
    coalesce(bool_or(carried.means_id <> carried.stage_id), false) as is_differing,
    coalesce(bool_and(carried.means_id = carried.stage_id), false) as is_agreed
from carried
left join dim_stage as stages on carried.stage_id = stages.stage_id and stages.is_current
left join dim_stage as means on carried.means_id = means.stage_id and means.is_current
group by carried.side, carried.label, carried.stage_id, stages.label, stages.stage_order
order by
    carried.side desc,
    max(max(means.stage_order)) over (partition by carried.side, carried.label) nulls last,
    carried.label,
    stages.stage_order,
    carried.stage_id
