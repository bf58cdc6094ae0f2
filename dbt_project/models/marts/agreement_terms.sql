{# grain: one row per version of the agreement and subject of it, in words #}
select
    agreement_version,
    part,
    term_id,
    label,
    sentence,
    term_order,
    agreement_version = {{ agreed_version("(select as_of from " ~ source('landing', 'as_of') ~ ")") }}
        as is_current
from {{ source('agreement', 'terms') }}
