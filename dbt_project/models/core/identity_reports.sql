{# grain: one row per thing about identities that a person should look at: a circle of merges, in which
   every record gave way to another of the circle, so that the tool's own winner is nowhere (semantics
   1); whatever else was merged into the same person hides no circle #}
with recursive record_links as (
    {{ every_vendor('record_links') }}
),

{# each merge: the record that gave way, and the one that stayed #}
record_merges as (
    select distinct
        record_key_a as loser_key,
        record_key_b as winner_key
    from record_links
    where method like '% merge' and record_key_a <> record_key_b
),

{# every record that a record was merged into, in however many steps; ends on circles #}
merged_into (loser_key, winner_key) as (
    select
        loser_key,
        winner_key
    from record_merges
    union
    select
        merged_into.loser_key,
        record_merges.winner_key
    from merged_into
    inner join record_merges on merged_into.winner_key = record_merges.loser_key
),

circles as (
    select
        there.loser_key as record_key,
        min(there.winner_key) as circle_key
    from merged_into as there
    inner join merged_into as back
        on
            there.loser_key = back.winner_key
            and there.winner_key = back.loser_key
    group by there.loser_key
)

select
    'merge_cycle' as report,
    circles.circle_key,
    components.component,
    count(*) as record_count
from circles
inner join {{ ref('person_components') }} as components on circles.record_key = components.node
group by circles.circle_key, components.component
