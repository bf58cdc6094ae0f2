{# grain: one row per change of a deal's stage or amount, and who told it: OpportunityHistory; a delivery,
   where nothing was tracked; or a correction: a delivery that shows another stage than what was known
   when it was exported #}
with tracked as (
    select
        {{ salesforce_key('deal', 'OpportunityId') }} as deal_key,
        'salesforce:deal_change:' || left(trim(Id), 15) as change_key,
        trim(StageName) as deal_stage,
        try_cast(Amount as decimal(18, 2)) as amount,
        {{ utc_instant('CreatedDate') }} as occurred_at,
        min(exported_at) as observed_at
    from {{ source('raw', 'salesforce__opportunityhistory') }}
    where not {{ is_true('IsDeleted') }}
    group by all
),

shown as (
    select
        {{ salesforce_key('deal', 'Id') }} as deal_key,
        trim(StageName) as deal_stage,
        exported_at,
        row_number() over (
            partition by left(trim(Id), 15) order by exported_at, landing_file, landing_line
        ) as delivery_number
    from {{ source('raw', 'salesforce__opportunity') }}
),

deal_changes as (
    {{ told_deal_changes('salesforce', 'tracked', 'shown') }}
)

select * from deal_changes
