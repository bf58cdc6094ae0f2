{# grain: one row per combination of marketing's label, the CRM's label and the agreed definition among
   open journeys of identified people, with how many stand there #}
select
    marketing_label,
    crm_label,
    stage_id,
    marketing_stage_id,
    crm_stage_id,
    is_agreed,
    count(*) as journeys,
    is_differing,
    cast(sum(amount_reporting) as decimal(18, 2)) as amount_reporting,
    median(differing_days) as median_differing_days,
    max(differing_days) as oldest_differing_days
from {{ ref('label_positions') }}
where is_now
group by all
