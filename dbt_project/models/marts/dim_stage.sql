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
    {# a version that is signed for later is not what the pages speak of yet #}
    agreement_version = {{ version_in_force() }}
        as is_current
from {{ source('agreement', 'stages') }}
