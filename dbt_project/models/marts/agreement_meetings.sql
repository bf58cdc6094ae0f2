{# grain: one row per version of the agreement and meeting at which both sides look at these numbers #}
select
    agreement_version,
    meeting_id,
    label,
    every,
    marketing,
    sales,
    agreement_version = {{ version_in_force() }}
        as is_current
from {{ source('agreement', 'cadence') }}
