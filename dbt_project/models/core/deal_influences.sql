{# grain: one row per deal and further person on it, whose own open journey it ends (semantics 16) #}
select
    deal_people.deal_key,
    deal_links.opportunity_id,
    deal_people.person_id
from {{ ref('deal_people') }} as deal_people
inner join {{ ref('deal_links') }} as deal_links
    on deal_people.deal_key = deal_links.deal_key
where deal_people.person_id <> deal_links.person_id
