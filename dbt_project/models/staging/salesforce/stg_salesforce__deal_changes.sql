{# grain: one row per entry of OpportunityHistory #}
select
    'salesforce' as vendor,
    {{ salesforce_key('deal', 'OpportunityId') }} as deal_key,
    'salesforce:deal_change:' || left(trim(Id), 15) as change_key,
    trim(StageName) as deal_stage,
    try_cast(Amount as decimal(18, 2)) as amount,
    {{ utc_instant('CreatedDate') }} as occurred_at,
    min(exported_at) as observed_at
from {{ source('raw', 'salesforce__opportunityhistory') }}
where not {{ is_true('IsDeleted') }}
group by all
