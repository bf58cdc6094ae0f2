-- grain: one row per value of a dimension, the one with most steps first
select
    conversions.dimension_value as value,
    max(owners.team) as team,
    sum(conversions.entered) as entered
from stage_conversions as conversions
left join dim_owner as owners
    on
        conversions.dimension = 'owner'
        and conversions.dimension_value = owners.owner_id
where
    conversions.dimension = $dimension
    and conversions.entered > 0
group by conversions.dimension_value
order by entered desc, value
