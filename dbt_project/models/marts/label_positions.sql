{# grain: one row per journey of an identified person and month's end at which it was open at a stage, of
   the as-of's month and the twelve before it; its own month ends at the as-of. What both tools called
   the person then stands beside the stage by the definition. #}
with as_of as (
    select
        as_of,
        cast(date_trunc('month', {{ agreed_day("as_of - interval '1 second'") }}) as date) as this_month
    from {{ source('landing', 'as_of') }}
),

months as (
    select distinct
        dim_date.month_start,
        dim_date.month_start = as_of.this_month as is_now,
        case
            when dim_date.month_start = as_of.this_month then as_of.as_of
            else {{ end_of_agreed_day('last_day(dim_date.month_start)') }}
        end as counted_at
    from {{ ref('dim_date') }} as dim_date
    cross join as_of
    where
        dim_date.month_start <= as_of.this_month
        and dim_date.month_start >= as_of.this_month - interval '12 months'
),

{# the furthest stage of each journey by then; of several entries there the last tells the version #}
stands as (
    select
        months.*,
        entries.journey_id,
        entries.person_id,
        entries.stage_id,
        entries.entered_at,
        entries.agreement_version,
        entries.persona_id,
        entries.owner_id,
        entries.owner_team,
        entries.amount_reporting
    from {{ ref('fct_funnel') }} as entries
    inner join {{ ref('dim_journey') }} as journeys on entries.journey_id = journeys.journey_id
    inner join months
        on
            entries.entered_at <= months.counted_at
            and (journeys.exited_at is null or journeys.exited_at > months.counted_at)
    where entries.person_id is not null and entries.excluded_by is null
    qualify row_number() over (
        partition by months.month_start, entries.journey_id
        order by entries.stage_order desc, entries.entered_at desc, entries.funnel_entry_id
    ) = 1
),

labelled as (
    select
        stands.*,
        changes.marketing_label,
        changes.marketing_since,
        changes.crm_label,
        changes.crm_since
    from stands
    left join {{ ref('label_changes') }} as changes
        on
            stands.person_id = changes.person_id
            and stands.counted_at >= changes.occurred_at
    qualify row_number() over (
        partition by stands.month_start, stands.journey_id
        order by changes.position desc nulls last
    ) = 1
),

{# what the words for a deal's stage mean is no stage of a person #}
meanings as (
    select
        agreement_version,
        word,
        min(case when field in ('lifecyclestage', 'leadStatus') then stage_id end)
            as marketing_stage_id,
        min(case when field in ('Lead.Status', 'hs_lead_status', 'label') then stage_id end)
            as crm_stage_id
    from {{ source('agreement', 'labels') }}
    group by agreement_version, word
),

{# a label that is missing, or of which nothing is agreed, contradicts nothing #}
compared as (
    select
        labelled.*,
        in_marketing.marketing_stage_id,
        in_crm.crm_stage_id,
        case
            when in_marketing.marketing_stage_id <> labelled.stage_id
                then greatest(labelled.entered_at, labelled.marketing_since)
        end as marketing_differs_since,
        case
            when in_crm.crm_stage_id <> labelled.stage_id
                then greatest(labelled.entered_at, labelled.crm_since)
        end as crm_differs_since,
        least(
            coalesce(marketing_differs_since, crm_differs_since),
            coalesce(crm_differs_since, marketing_differs_since)
        ) as differs_since
    from labelled
    left join meanings as in_marketing
        on
            labelled.agreement_version = in_marketing.agreement_version
            and labelled.marketing_label = in_marketing.word
    left join meanings as in_crm
        on
            labelled.agreement_version = in_crm.agreement_version
            and labelled.crm_label = in_crm.word
)

select
    month_start,
    is_now,
    counted_at,
    journey_id,
    person_id,
    stage_id,
    entered_at as stage_since,
    coalesce(marketing_label, '(none)') as marketing_label,
    marketing_stage_id,
    marketing_since,
    coalesce(crm_label, '(none)') as crm_label,
    crm_stage_id,
    crm_since,
    coalesce(marketing_stage_id = stage_id and crm_stage_id = stage_id, false) as is_agreed,
    differs_since is not null as is_differing,
    differs_since,
    cast(floor({{ seconds_between('differs_since', 'counted_at') }} / 86400.0) as integer)
        as differing_days,
    agreement_version,
    persona_id,
    owner_id,
    owner_team,
    amount_reporting
from compared
