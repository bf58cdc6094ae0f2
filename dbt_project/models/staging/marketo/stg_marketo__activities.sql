{# grain: one row per activity in Marketo's log, as the newest delivery writes it: one that is delivered
   again after a merge carries the winner's id. Its key is padded, so that what happened within one
   second stays in the order of Marketo's numbers. #}
{{ config(materialized='table') }}
with versions as (
    select
        *,
        {{ utc_instant('activityDate') }} as dated_at,
        min(exported_at) over (partition by trim(marketoGUID)) as first_exported_at
    from {{ source('raw', 'marketo__activities') }}
    qualify row_number() over (
        partition by trim(marketoGUID)
        order by exported_at desc, landing_file desc, landing_line desc
    ) = 1
)

select
    'marketo:activity:' || right('00000000000000000000', 20 - least(length(trim(marketoGUID)), 20))
        || trim(marketoGUID) as event_key,
    'marketo:lead:' || trim(leadId) as record_key,
    trim(leadId) as lead_id,
    cast(trim(activityTypeId) as integer) as activity_type,
    trim(primaryAttributeValue) as asset,
    trim(old_value) as old_value,
    trim(new_value) as new_value,
    merge_ids,
    source,
    coalesce(dated_at, first_exported_at) as occurred_at,
    first_exported_at as observed_at,
    case when dated_at is null then 'delivered' else 'event' end as time_basis
from versions
