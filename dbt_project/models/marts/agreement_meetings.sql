{# grain: one row per version of the agreement and meeting at which both sides look at these numbers #}
select
    agreement_version,
    meeting_id,
    label,
    every,
    marketing,
    sales,
    agreement_version = {{ agreed_version("(select as_of from " ~ source('landing', 'as_of') ~ ")") }}
        as is_current
from {{ source('agreement', 'cadence') }}
