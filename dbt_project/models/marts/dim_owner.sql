{# grain: one row per owner of records; the name stands in the people file #}
select
    owner_id,
    team,
    is_queue
from {{ ref('owners') }}
