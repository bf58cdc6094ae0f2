{# grain: one row per version of the agreement #}
select
    agreement_version,
    title,
    cast(effective_from as date) as effective_from,
    cast(review_by as date) as review_by,
    time_zone,
    currency,
    digest,
    cast(is_signed as boolean) as is_signed,
    signed_by_marketing,
    signed_by_sales,
    cast(is_retroactive as boolean) as is_retroactive,
    agreement_version = {{ version_in_force() }}
        as is_current,
    {# in force, and the day by which both sides were to look at it again is over #}
    agreement_version = {{ version_in_force() }}
        and cast(review_by as date)
        < (select {{ agreed_day("as_of - interval '1 microsecond'") }} from {{ source('landing', 'as_of') }})
        as is_review_overdue
from {{ source('agreement', 'versions') }}
