{# grain: one row per lead that became part of another one; in a chain, of the next one #}
with lead_merges as (
    select
        {{ each_word('merge_ids') }} as lead_id,
        lead_id as winner_id,
        occurred_at,
        event_key,
        observed_at
    from {{ ref('stg_marketo__activities') }}
    where activity_type = 32 and merge_ids is not null
)

select
    lead_id,
    winner_id,
    min(observed_at) over (partition by lead_id) as observed_at
from lead_merges
{# a blank in the list of ids is nobody #}
where lead_id not in ('', winner_id)
qualify row_number() over (partition by lead_id order by occurred_at desc, event_key desc) = 1
