{# grain: one row per record of Sales (a deal, a contact, an act) and record that it names, as last told: of
   each record's ties with one kind of record, those of the newest delivery that holds any #}
with told as (
    select
        lower(trim(from_object)) as record_object,
        trim(from_id) as record_id,
        lower(trim(to_object)) as named_object,
        trim(to_id) as named_id,
        coalesce({{ holds_pattern('lower(label)', 'primary') }}, false) as is_primary,
        exported_at
    from {{ source('raw', 'hubspot__associations') }}
),

newest as (
    select *
    from told
    qualify exported_at = max(exported_at) over (
        partition by record_object, record_id, named_object
    )
)

select
    record_object,
    record_id,
    named_object,
    named_id,
    max(is_primary) as is_primary
from newest
group by record_object, record_id, named_object, named_id
