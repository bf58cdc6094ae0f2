-- grain: one row per stage of leads that are with sales now: where they sat on their way to a rep
select
    leads.stage_id,
    any_value(stages.label) as stage,
    count(*) as leads,
    count(*) filter (where leads.sent_at is not null and leads.reached_crm_at is null) as not_in_crm,
    median(leads.marketing_seconds) filter (where leads.reached_crm_at is not null) / 86400 as marketing_days,
    count(*) filter (where leads.reached_crm_at is not null and leads.taken_at is null) as not_taken,
    median(leads.unassigned_seconds) filter (where leads.taken_at is not null) / 86400 as unassigned_days,
    median(leads.rep_seconds) / 86400 as rep_days,
    count(*) filter (where leads.reassigned_count > 0) as reassigned
from open_handoffs as leads
left join dim_stage as stages on leads.stage_id = stages.stage_id and stages.is_current
group by leads.stage_id
order by max(stages.stage_order), leads.stage_id
