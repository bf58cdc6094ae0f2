-- grain: one row per stage of the agreement in force, in order, in its own words
select
    label,
    owner_team,
    definition
from dim_stage
where is_current
order by stage_order, stage_id
