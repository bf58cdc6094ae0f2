{# grain: one row per journey whose deal was won: the CRM's close date, by which revenue is booked #}
select
    journey_id,
    max(booked_on) as booked_on
from {{ ref('journey_states') }}
where booked_on is not null
group by journey_id
