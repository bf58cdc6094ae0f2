{# grain: one row per contact, form and deal that HubSpot itself would count, and per won deal and its
   amount, by another way than the models take: from the delivered rows alone, the newest of each id #}
with contacts as (
    select
        source,
        'people' as measure,
        'hubspot:contact:' || trim(id) as item_key,
        coalesce(
            max_by({{ utc_instant('createdAt') }}, exported_at), min(exported_at)
        ) as counted_at
    from {{ source('raw', 'hubspot__contacts') }}
    group by source, trim(id)
),

forms as (
    select
        source,
        'forms' as measure,
        'hubspot:form_submission:' || trim(conversion_id) as item_key,
        coalesce(min({{ utc_instant('timestamp') }}), min(exported_at)) as counted_at
    from {{ source('raw', 'hubspot__form_submissions') }}
    group by source, trim(conversion_id)
),

won_stages as (
    select distinct trim(stage_id) as stage_id
    from {{ source('raw', 'hubspot__deal_stages') }}
    where {{ is_true('is_closed') }} and try_cast(probability as double) = 1
),

swallowed as (
    select {{ each_word('hs_merged_object_ids') }} as deal_id
    from {{ source('raw', 'hubspot__deals') }}
),

deals as (
    select
        delivered.*,
        'hubspot:deal:' || trim(delivered.id) as item_key,
        upper(coalesce(nullif(trim(delivered.deal_currency_code), ''), delivered_by.default_currency))
            as currency,
        coalesce(
            {{ utc_instant('delivered.createdAt') }},
            min(delivered.exported_at) over (partition by trim(delivered.id))
        ) as created_at,
        {{ hubspot_day('delivered.closedate') }} as closed_on,
        {{ is_true('delivered.hs_is_closed_won') }}
        or trim(delivered.dealstage) in (select stage_id from won_stages)
        or lower(trim(delivered.dealstage)) = 'closedwon' as is_won,
        case
            when
                {{ is_true('delivered.archived') }}
                or trim(delivered.id) in (select regexp_replace(deal_id, '[.]0+$', '') from swallowed)
                then 'deleted'
        end as told
    from {{ source('raw', 'hubspot__deals') }} as delivered
    left join {{ source('landing', 'sources') }} as delivered_by
        on delivered.source = delivered_by.source
    qualify row_number() over (
        partition by trim(delivered.id)
        order by delivered.exported_at desc, delivered.landing_file desc, delivered.landing_line desc
    ) = 1
),

counted as (
    select
        source,
        measure,
        item_key,
        cast(null as varchar) as currency,
        {{ agreed_day('counted_at') }} as counted_on,
        counted_at,
        cast(1 as decimal(18, 2)) as size,
        cast(null as varchar) as told
    from (
        select * from contacts
        union all
        select * from forms
    ) as people_and_forms
    union all
    select
        source,
        'deals' as measure,
        item_key,
        currency,
        {{ agreed_day('created_at') }} as counted_on,
        created_at as counted_at,
        cast(1 as decimal(18, 2)) as size,
        told
    from deals
    union all
    select
        source,
        'won deals' as measure,
        item_key,
        currency,
        coalesce(closed_on, {{ agreed_day('created_at') }}) as counted_on,
        created_at as counted_at,
        cast(1 as decimal(18, 2)) as size,
        told
    from deals
    where is_won
    union all
    select
        source,
        'won amount' as measure,
        item_key,
        currency,
        coalesce(closed_on, {{ agreed_day('created_at') }}) as counted_on,
        created_at as counted_at,
        coalesce(try_cast(amount as decimal(18, 2)), 0) as size,
        told
    from deals
    where is_won
)

select
    'hubspot' as vendor,
    source,
    measure,
    item_key,
    currency,
    counted_on,
    counted_at,
    size,
    told
from counted
