{# grain: one row per change of a lead's field in Marketo's log #}
with changes as (
    select
        *,
        {{ marketo_field('asset') }} as field
    from {{ ref('stg_marketo__activities') }}
    where activity_type = 13 and asset is not null
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
