{# grain: one row per version of the agreement and subject of it, in words #}
select
    agreement_version,
    part,
    term_id,
    label,
    sentence,
    term_order,
    agreement_version = {{ version_in_force() }}
        as is_current
from {{ source('agreement', 'terms') }}
