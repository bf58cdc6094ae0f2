{# grain: one row per pseudonym of a deal, account, owner, campaign or source record, with the vendor's
   own id: the only way back, kept in the people file #}
with deals as (
    select
        'opportunity' as kind,
        opportunity_id as pseudonym,
        vendor,
        vendor_record_id as record_id,
        deal_name as label
    from {{ ref('deals') }}
),

accounts as (
    {{ every_vendor('accounts') }}
),

campaigns as (
    {{ every_vendor('campaigns') }}
),

source_records as (
    select distinct
        'source_record' as kind,
        source_record_id as pseudonym,
        source_vendor as vendor,
        source_key as record_id,
        kind as label
    from {{ ref('signals') }}
)

select * from deals
union all
select
    'account' as kind,
    {{ pseudonym('account', 'account_key') }} as pseudonym,
    vendor,
    account_key as record_id,
    account_name as label
from accounts
union all
select
    'campaign' as kind,
    {{ pseudonym('campaign', 'campaign_key') }} as pseudonym,
    vendor,
    campaign_key as record_id,
    campaign_name as label
from campaigns
union all
select
    'owner' as kind,
    owner_id as pseudonym,
    split_part(owner_key, ':', 1) as vendor,
    owner_key as record_id,
    owner_name as label
from {{ ref('owners') }}
union all
select * from source_records
