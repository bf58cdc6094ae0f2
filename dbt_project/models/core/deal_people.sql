{# grain: one row per deal, person that it names, and rank of the naming (1 converted lead,
   2 primary contact, 3 any contact role, 4 the one person of that name, 6 the one person of the
   company) #}
with deal_contacts as (
    {{ every_vendor('deal_contacts') }}
),

identifiers as (
    select
        identifier_key,
        person_id
    from {{ ref('person_identifiers') }}
)

select
    deal_contacts.deal_key,
    coalesce(by_record.person_id, by_address.person_id) as person_id,
    min(deal_contacts.link_rank) as link_rank,
    min(deal_contacts.linked_at) as linked_at,
    {# the last tie is broken by the vendor's own id: a pseudonym's order differs by installation #}
    min(coalesce(deal_contacts.record_key, deal_contacts.email)) as named_by
from deal_contacts
left join identifiers as by_record on deal_contacts.record_key = by_record.identifier_key
left join identifiers as by_address
    on 'email:' || deal_contacts.email = by_address.identifier_key
where coalesce(by_record.person_id, by_address.person_id) is not null
group by
    deal_contacts.deal_key,
    coalesce(by_record.person_id, by_address.person_id)
