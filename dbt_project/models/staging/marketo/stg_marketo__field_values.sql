{# grain: one row per value that a lead's field took, and who told it: the lead's creation; the log; a
   delivery that shows it later, where nothing was logged; or a correction: a delivery that shows another
   value than the log had told by then #}
with logged as (
    select distinct
        lead_id,
        field
    from {{ ref('stg_marketo__changes') }}
),

told as (
    select
        event_key,
        record_key,
        lead_id,
        field,
        value,
        occurred_at,
        observed_at,
        time_basis,
        'creation' as told_by,
        occurred_at as known_at,
        1 as place
    from {{ ref('stg_marketo__first_values') }}
    union all
    select
        event_key,
        record_key,
        lead_id,
        field,
        new_value as value,
        occurred_at,
        observed_at,
        time_basis,
        'history' as told_by,
        occurred_at as known_at,
        2 as place
    from {{ ref('stg_marketo__changes') }}
    union all
    select
        'marketo:shown:' || shown.lead_id || ':' || shown.field || ':'
            || cast(shown.delivery_number as varchar) as event_key,
        'marketo:lead:' || shown.lead_id as record_key,
        shown.lead_id,
        shown.field,
        shown.value,
        shown.exported_at as occurred_at,
        shown.exported_at as observed_at,
        'delivered' as time_basis,
        case when logged.lead_id is null then 'delivery' else 'correction' end as told_by,
        shown.shown_as_of as known_at,
        2 + shown.delivery_number as place
    from {{ ref('stg_marketo__shown_values') }} as shown
    left join logged on shown.lead_id = logged.lead_id and shown.field = logged.field
    {# what the first delivery shows is the first value, unless the log knows better #}
    where logged.lead_id is not null or shown.delivery_number > 1
),

compared as (
    select
        *,
        lag(value) over (
            partition by lead_id, field order by known_at, place, event_key
        ) as value_before
    from told
)

select
    event_key,
    record_key,
    field,
    value,
    occurred_at,
    observed_at,
    time_basis,
    told_by
from compared
where told_by in ('creation', 'history') or coalesce(value_before, '') <> value
