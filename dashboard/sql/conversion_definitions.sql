-- grain: one row per version of the agreement after the first, and stage of it or of the version before:
-- what it says of the stage, and what was said before
with

versions as (
    select
        agreement_version,
        effective_from,
        lag(agreement_version) over (order by effective_from) as version_before
    from dim_agreement
),

stages as (
    select distinct stage_id
    from dim_stage
)

select
    versions.agreement_version as version,
    versions.effective_from,
    stages.stage_id,
    coalesce(after.label, before.label) as label,
    before.definition as definition_before,
    after.definition
from versions
cross join stages
left join dim_stage as after
    on
        versions.agreement_version = after.agreement_version
        and stages.stage_id = after.stage_id
left join dim_stage as before
    on
        versions.version_before = before.agreement_version
        and stages.stage_id = before.stage_id
where
    versions.version_before is not null
    and (after.stage_id is not null or before.stage_id is not null)
order by versions.effective_from desc, coalesce(after.stage_order, before.stage_order)
