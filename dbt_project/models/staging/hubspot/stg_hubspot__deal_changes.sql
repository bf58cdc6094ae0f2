{# grain: one row per moment at which a deal's stage or amount changed, and who told it: the history of its
   properties; a delivery, where no stage was tracked; or a correction: a delivery that shows another
   stage than what was known when it was exported #}
with set_values as (
    select
        'hubspot:deal:' || trim(deal_id) as deal_key,
        property,
        trim(value) as value,
        {{ utc_instant('timestamp') }} as occurred_at,
        min(exported_at) as observed_at
    from {{ source('raw', 'hubspot__deal_property_history') }}
    where property in ('dealstage', 'amount')
    group by all
),

stages as (
    select * from {{ ref('stg_hubspot__stages') }}
),

moments as (
    select
        set_values.deal_key,
        set_values.occurred_at,
        min(set_values.observed_at) as observed_at,
        max(
            case
                when set_values.property = 'dealstage'
                    then coalesce(stages.stage_label, nullif(set_values.value, ''))
            end
        ) as stage_set,
        max(
            case
                when set_values.property = 'amount' then try_cast(set_values.value as decimal(18, 2))
            end
        ) as amount_set
    from set_values
    left join stages on set_values.value = stages.stage_id
    group by set_values.deal_key, set_values.occurred_at
),

{# what is not set at a moment stays as it was #}
tracked as (
    select
        deal_key,
        occurred_at,
        observed_at,
        {{ last_known('stage_set') }} over so_far as deal_stage,
        {{ last_known('amount_set') }} over so_far as amount
    from moments
    window
        so_far as (
            partition by deal_key order by coalesce(occurred_at, observed_at)
            rows between unbounded preceding and current row
        )
),

changes as (
    select
        *,
        'hubspot:deal_change:' || regexp_replace(deal_key, '^hubspot:deal:', '') || ':'
            || coalesce(cast(occurred_at as varchar), 'undated') as change_key
    from tracked
    where deal_stage is not null
),

shown as (
    select
        deal_key,
        deal_stage,
        exported_at,
        row_number() over (
            partition by deal_key order by exported_at, landing_file, landing_line
        ) as delivery_number
    from {{ ref('stg_hubspot__deal_versions') }}
),

deal_changes as (
    {{ told_deal_changes('hubspot', 'changes', 'shown') }}
)

select * from deal_changes
