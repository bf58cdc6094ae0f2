-- grain: one row per persona of one version of the agreement, with who confirmed it on either side
select
    persona_id,
    label,
    definition,
    pains,
    say,
    confirmed_by_marketing,
    confirmed_by_sales
from dim_persona
where agreement_version = $version
order by persona_order, persona_id
