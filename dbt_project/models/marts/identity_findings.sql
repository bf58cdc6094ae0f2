{# grain: one row per method that linked records to a person, and one for circles of merges, which a person
   should look at in the tool (0 where there is none); counted, no record is named #}
with links as (
    select
        edges.method,
        edges.node_a,
        components.component
    from {{ ref('identity_edges') }} as edges
    inner join {{ ref('person_components') }} as components on edges.node_a = components.node
    where edges.node_a <> edges.node_b
),

reports as (
    select * from {{ ref('identity_reports') }}
    where report = 'merge_cycle'
)

select
    'link' as kind,
    method as finding,
    count(*) as finding_count,
    count(distinct node_a) as record_count,
    count(distinct component) as person_count
from links
group by method
union all
select
    'report' as kind,
    'circle of merges' as finding,
    count(*) as finding_count,
    cast(coalesce(sum(record_count), 0) as bigint) as record_count,
    count(distinct component) as person_count
from reports
