{# grain: one row per value that a lead's field took, and who told it: the log; the lead's beginning; or a
   correction, where the log ends in another value than the lead has shown since #}
with disagreeing as (
    select
        shown.lead_id,
        shown.field,
        shown.value,
        changes.record_key,
        changes.occurred_at as changed_at
    from {{ ref('stg_marketo__shown_values') }} as shown
    inner join {{ ref('stg_marketo__changes') }} as changes
        on
            shown.lead_id = changes.lead_id
            and shown.field = changes.field
            and changes.is_last
    where
        shown.is_newest
        and shown.value <> changes.new_value
        and shown.shown_as_of >= changes.occurred_at
),

shown_since as (
    select
        disagreeing.*,
        shown.value = disagreeing.value as is_it,
        shown.exported_at,
        max(case when shown.value <> disagreeing.value then shown.exported_at end) over (
            partition by disagreeing.lead_id, disagreeing.field
        ) as last_otherwise_at
    from disagreeing
    inner join {{ ref('stg_marketo__shown_values') }} as shown
        on
            disagreeing.lead_id = shown.lead_id
            and disagreeing.field = shown.field
            and disagreeing.changed_at <= shown.shown_as_of
),

{# a correction counts from the delivery that first showed it #}
corrections as (
    select
        'marketo:correction:' || lead_id || ':' || field as event_key,
        record_key,
        field,
        value,
        min(exported_at) as observed_at
    from shown_since
    where is_it and (last_otherwise_at is null or exported_at >= last_otherwise_at)
    group by lead_id, record_key, field, value
)

select
    event_key,
    record_key,
    field,
    value,
    occurred_at,
    observed_at,
    time_basis,
    'creation' as told_by
from {{ ref('stg_marketo__first_values') }}
union all
select
    event_key,
    record_key,
    field,
    new_value as value,
    occurred_at,
    observed_at,
    time_basis,
    'history' as told_by
from {{ ref('stg_marketo__changes') }}
union all
select
    event_key,
    record_key,
    field,
    value,
    observed_at as occurred_at,
    observed_at,
    'delivered' as time_basis,
    'correction' as told_by
from corrections
