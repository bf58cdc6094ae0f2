{# grain: one row per stage of a pipeline of deals, as the newest delivery shows it #}
select
    trim(stage_id) as stage_id,
    nullif(trim(stage), '') as stage_label,
    {{ is_true('is_closed') }} as is_closed,
    {{ is_true('is_closed') }} and coalesce(try_cast(probability as double) = 1, false) as is_won
from {{ source('raw', 'hubspot__deal_stages') }}
qualify row_number() over (
    partition by trim(stage_id) order by exported_at desc, landing_file desc, landing_line desc
) = 1
