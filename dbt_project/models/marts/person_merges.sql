{# grain: one row per pseudonym that a record or address gave its person before it was joined to an
   earlier one, and the person it now belongs to (semantics 2): ids of older publications lead here #}
select
    own_person_id as old_person_id,
    min(person_id) as person_id,
    min(method) as method
from {{ ref('person_identifiers') }}
where own_person_id <> person_id
group by own_person_id
