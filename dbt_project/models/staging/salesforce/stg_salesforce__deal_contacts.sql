{# grain: one row per deal and person record; how the deal names that person #}
with roles as (
    select
        {{ salesforce_key('deal', 'OpportunityId') }} as deal_key,
        {{ salesforce_key('contact', 'ContactId') }} as record_key,
        cast(null as varchar) as email,
        case when {{ is_true('IsPrimary') }} then 2 else 3 end as link_rank,
        {{ utc_instant('CreatedDate') }} as linked_at
    from {{ source('raw', 'salesforce__opportunitycontactrole') }}
    qualify row_number() over (
        partition by left(trim(Id), 15)
        order by exported_at desc, landing_file desc, landing_line desc
    ) = 1 and not {{ is_true('IsDeleted') }}
),

conversions as (
    select distinct
        {{ salesforce_key('deal', 'ConvertedOpportunityId') }} as deal_key,
        {{ salesforce_key('lead', 'Id') }} as record_key,
        cast(null as varchar) as email,
        1 as link_rank,
        cast(null as timestamp) as linked_at
    from {{ source('raw', 'salesforce__lead') }}
    where nullif(trim(ConvertedOpportunityId), '') is not null
)

select * from conversions
union all
select * from roles
