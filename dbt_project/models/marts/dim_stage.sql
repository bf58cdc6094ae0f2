{# grain: one row per version of the agreement and stage #}
select
    agreement_version,
    stage_id,
    label,
    plural,
    cast(stage_order as integer) as stage_order,
    owner_team,
    kind,
    definition,
    agreement_version = max(agreement_version) over () as is_latest
from {{ source('agreement', 'stages') }}
