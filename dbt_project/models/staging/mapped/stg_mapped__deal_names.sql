{# grain: one row per deal of any other tool that names nobody's id or address, by whose name it goes: a
   person's, else their company's. A name that fits several people, or none, links nobody: it is
   counted (`identity_findings`). Records of one address are one person. #}
with deals as (
    select
        source,
        'mapped:deal:' || source || ':' || trim(deal_id) as deal_key,
        {{ folded_name('person_name') }} as name_key,
        'mapped:account:' || source || ':' || {{ folded_name('account_name') }} as account_key,
        coalesce(nullif(trim(person_record_id), ''), nullif(trim(email), '')) as person_told
    from {{ source('raw', 'mapped__deals') }}
    qualify row_number() over (
        partition by source, trim(deal_id)
        order by exported_at desc, landing_file desc, landing_line desc
    ) = 1
),

records as (
    select
        source,
        record_key,
        account_key,
        {{ folded_name('full_name') }} as name_key,
        case when {{ is_personal_email('email') }} then email else record_key end as person_key
    from {{ ref('stg_mapped__records') }}
),

{# of two people of one name, the one of the deal's company is meant #}
fitting_people as (
    select
        deals.deal_key,
        records.record_key,
        records.person_key
    from deals
    inner join records on deals.source = records.source and deals.name_key = records.name_key
    qualify
        coalesce(records.account_key = deals.account_key, false)
        = max(coalesce(records.account_key = deals.account_key, false)) over (
            partition by deals.deal_key
        )
),

fitting_colleagues as (
    select
        deals.deal_key,
        records.record_key,
        records.person_key
    from deals
    inner join records on deals.account_key = records.account_key
    where deals.name_key is null
),

fitting as (
    select * from fitting_people
    union all
    select * from fitting_colleagues
)

select
    deals.deal_key,
    case when deals.name_key is null then 'company' else 'person' end as name_kind,
    count(distinct fitting.person_key) as people_count,
    case when count(distinct fitting.person_key) = 1 then min(fitting.record_key) end
        as record_key
from deals
left join fitting on deals.deal_key = fitting.deal_key
where
    deals.person_told is null
    and coalesce(deals.name_key, deals.account_key) is not null
group by all
