{# grain: one row per journey that ended, with the agreed reason its exit's words name; NULL where
   they name none: a return without a reason stays visible as one #}
with journeys as (
    select
        *,
        {{ agreed_version('exited_at') }} as exit_version
    from {{ ref('journeys') }}
    where exit_id is not null
),

words as (
    select
        agreement_version,
        exit_id,
        reason_id,
        lower({{ each_word('coalesce(words, label)') }}) as word
    from {{ source('agreement', 'exit_reasons') }}
)

select
    journeys.journey_id,
    min(words.reason_id) as reason_id
from journeys
left join words
    on
        journeys.exit_version = words.agreement_version
        and journeys.exit_id = words.exit_id
        and lower(trim(journeys.exit_word)) = words.word
group by journeys.journey_id
