{# grain: one row per value of a person's label or attribute that a delivery showed anew. A label counts
   from its own date, an attribute's first value from the record's creation; whatever has no date counts
   from the first delivery that showed it, and goes on doing so when it is delivered again #}
with snapshots as (
    select
        *,
        'mapped:' || source || ':' || trim(record_id) as record_key
    from {{ source('raw', 'mapped__people') }}
),

shown as (
    {% for value in ['label', 'title', 'company', 'industry', 'country', 'employees', 'channel'] -%}
    select
        record_key, exported_at, landing_file, landing_line,
        '{{ value }}' as value_id,
        nullif(trim({{ value }}), '') as value,
        {{ 'label_at' if value == 'label' else 'created_at' }} as dated_at
    from snapshots
    {{ "union all" if not loop.last }}
    {% endfor %}
),

compared as (
    select
        *,
        lag(value) over deliveries as value_before,
        lag(dated_at) over deliveries as dated_before,
        row_number() over deliveries as delivery_number
    from shown
    window
        deliveries as (
            partition by record_key, value_id order by exported_at, landing_file, landing_line
        )
),

shown_anew as (
    select
        *,
        {# a label that was set again says so by its date; what a record's date says is its creation #}
        case when value_id = 'label' or delivery_number = 1 then dated_at end as known_at
    from compared
    where
        coalesce(value, '') <> coalesce(value_before, '')
        or (value_id = 'label' and dated_at <> dated_before)
)

select
    record_key || ':' || value_id || ':' || cast(delivery_number as varchar) as event_key,
    record_key,
    value_id,
    coalesce(value, '') as value,
    coalesce(known_at, exported_at) as occurred_at,
    exported_at as observed_at,
    case when known_at is null then 'delivered' else 'event' end as time_basis
from shown_anew
where value is not null or value_id <> 'label'
