-- grain: one row, how many open journeys of identified people stand where a label says otherwise
select
    count(*) as journeys,
    count(*) filter (where is_differing) as differing,
    count(*) filter (where marketing_stage_id <> stage_id) as marketing_differing,
    count(*) filter (where crm_stage_id <> stage_id) as crm_differing,
    count(*) filter (where marketing_stage_id <> stage_id and crm_stage_id <> stage_id)
        as both_differing,
    count(*) filter (where is_agreed) as agreed,
    sum(amount_reporting) filter (where is_differing) as differing_amount,
    median(differing_days) as median_days,
    max(differing_days) as oldest_days
from label_positions
where is_now
