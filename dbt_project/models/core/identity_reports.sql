{# grain: one row per thing about identities that a person should look at: a circle of merges, in which
   every record was merged into another, so that the tool's own winner is nowhere (semantics 1) #}
with record_links as (
    {{ every_vendor('record_links') }}
),

{# each merge from the record that gave way to the one that stayed #}
record_merges as (
    select
        case method when 'hubspot merge' then record_key_b else record_key_a end as loser_key,
        case method when 'hubspot merge' then record_key_a else record_key_b end as winner_key
    from record_links
    where method like '% merge'
),

merged_records as (
    select
        loser_key as record_key,
        1 as is_loser
    from record_merges
    union all
    select
        winner_key as record_key,
        0 as is_loser
    from record_merges
),

records as (
    select
        record_key,
        max(is_loser) as is_loser
    from merged_records
    group by record_key
)

select
    'merge_cycle' as report,
    components.component,
    count(*) as record_count
from records
inner join {{ ref('person_components') }} as components on records.record_key = components.node
group by components.component
having min(records.is_loser) = 1
