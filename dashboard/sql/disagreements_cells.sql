-- grain: one row per combination of both labels and the definition among open journeys, those that
-- differ first, the largest first; beside it, how many stood there at the end of the month before
with stages as (
    select * from dim_stage where is_current
),

before as (
    select marketing_label, crm_label, stage_id, count(*) as journeys
    from label_positions
    where
        month_start = (
            select max(month_start) from label_positions where not is_now
        )
    group by all
)

select
    cells.marketing_label,
    cells.crm_label,
    cells.stage_id,
    coalesce(stages.label, cells.stage_id) as stage,
    coalesce(in_marketing.label, cells.marketing_stage_id) as marketing_means,
    coalesce(in_crm.label, cells.crm_stage_id) as crm_means,
    coalesce(cells.marketing_stage_id <> cells.stage_id, false) as is_marketing_differing,
    coalesce(cells.crm_stage_id <> cells.stage_id, false) as is_crm_differing,
    cells.is_differing,
    cells.is_agreed,
    cells.journeys,
    coalesce(before.journeys, 0) as journeys_before,
    cells.amount_reporting as amount,
    cells.median_differing_days as median_days,
    cells.oldest_differing_days as oldest_days
from label_disagreements as cells
left join stages on cells.stage_id = stages.stage_id
left join stages as in_marketing on cells.marketing_stage_id = in_marketing.stage_id
left join stages as in_crm on cells.crm_stage_id = in_crm.stage_id
left join before
    on
        cells.marketing_label = before.marketing_label
        and cells.crm_label = before.crm_label
        and cells.stage_id = before.stage_id
order by
    cells.is_differing desc, cells.journeys desc, stages.stage_order, cells.marketing_label,
    cells.crm_label, cells.marketing_stage_id, cells.crm_stage_id
