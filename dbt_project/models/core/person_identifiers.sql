{# grain: one row per identifier (record or address) and the person it belongs to. The component's
   earliest record names the person, whatever the CRM chose as winner (semantics 2). #}
with records as (
    {{ every_vendor('records') }}
),

components as (
    select * from {{ ref('person_components') }}
),

named as (
    select
        components.component,
        components.node,
        records.vendor,
        records.record_object,
        records.vendor_record_id,
        row_number() over (
            partition by components.component
            order by
                case when records.record_key is null then 1 else 0 end,
                coalesce(records.created_at, records.observed_at),
                {{ vendor_rank('records.vendor') }},
                components.node
        ) as record_rank
    from components
    left join records on components.node = records.record_key
),

survivors as (
    select
        component,
        {{ pseudonym('person', 'node') }} as person_id
    from named
    where record_rank = 1
),

link_methods as (
    select
        node,
        min(method) as method
    from (
        select
            node_a as node,
            method
        from {{ ref('identity_edges') }}
        where node_a <> node_b
        union all
        select
            node_b as node,
            method
        from {{ ref('identity_edges') }}
        where node_a <> node_b
    )
    group by node
)

select
    survivors.person_id,
    named.node as identifier_key,
    {# a record that gave way before any delivery showed it is known by its key alone #}
    case
        when named.node like 'email:%' then 'address' else split_part(named.node, ':', 1)
    end as vendor,
    case
        when named.node like 'email:%' then 'email'
        else coalesce(named.record_object, split_part(named.node, ':', 2))
    end as identifier_kind,
    case
        when named.node like 'email:%' then regexp_replace(named.node, '^email:', '')
        else coalesce(named.vendor_record_id, regexp_replace(named.node, '^[^:]+:[^:]+:', ''))
    end as identifier,
    coalesce(link_methods.method, 'its own record') as method,
    {{ pseudonym('person', 'named.node') }} as own_person_id
from named
inner join survivors on named.component = survivors.component
left join link_methods on named.node = link_methods.node
