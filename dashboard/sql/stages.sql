-- grain: one row per stage of the latest agreement, in order, in its own words
select
    label,
    owner_team,
    definition
from dim_stage
where is_latest
order by stage_order, stage_id
