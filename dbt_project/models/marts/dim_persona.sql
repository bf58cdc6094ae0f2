{# grain: one row per version of the agreement and persona, with who confirmed it on each side #}
select
    agreement_version,
    persona_id,
    label,
    definition,
    say,
    pains,
    confirmed_by_marketing,
    confirmed_by_sales,
    persona_order,
    agreement_version = {{ version_in_force() }}
        as is_current
from {{ source('agreement', 'personas') }}
