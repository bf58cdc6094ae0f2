{# grain: one row per method that linked records to a person, and one for circles of merges, which a person
   should look at in the tool (0 where there is none); counted, no record is named. A deal that goes by
   a name is linked by it, or to nobody where the name fits several people or none #}
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
    'link' as kind,
    case
        when people_count = 1 then 'name of a deal''s ' || name_kind
        when people_count = 0 then 'nobody: the deal''s ' || name_kind || ' is not known'
        else 'nobody: the deal''s ' || name_kind || ' may be several people'
    end as finding,
    count(*) as finding_count,
    count(distinct record_key) as record_count,
    count(distinct record_key) as person_count
from {{ ref('stg_mapped__deal_names') }}
group by finding
union all
select
    'report' as kind,
    'circle of merges' as finding,
    count(*) as finding_count,
    cast(coalesce(sum(record_count), 0) as bigint) as record_count,
    count(distinct component) as person_count
from reports
