{# grain: one row per pair of identifiers that are one person (semantics 1); a lone one is paired
   with itself. Blank and role addresses join nobody. #}
with records as (
    {{ every_vendor('records') }}
),

record_links as (
    {{ every_vendor('record_links') }}
),

events as (
    {{ every_vendor('events') }}
),

sessions as (
    {{ every_vendor('sessions') }}
),

deal_contacts as (
    {{ every_vendor('deal_contacts') }}
),

addresses_seen as (
    select email from events
    union
    select email from deal_contacts
    union
    select {{ normalised_email('user_id') }} as email from sessions
    where user_id like '%@%'
),

edges as (
    select
        record_key as node_a,
        record_key as node_b,
        'its own record' as method
    from records
    union all
    select
        record_key as node_a,
        'email:' || email as node_b,
        'same e-mail' as method
    from records
    where {{ is_personal_email('email') }}
    union all
    select
        record_key_a as node_a,
        record_key_b as node_b,
        method
    from record_links
    union all
    select
        'email:' || email as node_a,
        'email:' || email as node_b,
        'address alone' as method
    from addresses_seen
    where {{ is_personal_email('email') }}
)

select distinct
    node_a,
    node_b,
    method
from edges
