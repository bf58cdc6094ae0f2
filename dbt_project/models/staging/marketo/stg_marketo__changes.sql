{# grain: one row per change of a lead's field, score or revenue stage in Marketo's log; the asset of a
   change of stage is its model's name #}
with changes as (
    select
        *,
        case
            when activity_type in (101, 102) then 'revenuestage' else {{ marketo_field('asset') }}
        end as field
    from {{ ref('stg_marketo__activities') }}
    where activity_type in (13, 22, 101, 102) and asset is not null
)

select
    event_key,
    record_key,
    lead_id,
    field,
    coalesce(old_value, '') as old_value,
    coalesce(new_value, '') as new_value,
    occurred_at,
    observed_at,
    time_basis,
    row_number() over (
        partition by lead_id, field order by occurred_at, event_key
    ) = 1 as is_first
from changes
