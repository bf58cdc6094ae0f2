{# grain: one row per combination of marketing's label, the CRM's label and the agreed definition among
   open journeys of identified people, with how many stand there #}
with newest as (
    select *
    from {{ ref('fct_funnel') }}
    where person_id is not null and excluded_by is null
    qualify row_number() over (
        partition by journey_id order by stage_order desc, entered_at desc, funnel_entry_id
    ) = 1
),

labels_now as (
    select
        person_id,
        crm_label_known as crm_label,
        marketing_label_known as marketing_label
    from {{ ref('person_timeline') }}
    where person_id is not null
    qualify row_number() over (partition by person_id order by position desc) = 1
),

meanings as (
    select distinct
        agreement_version,
        tool,
        word,
        stage_id
    from {{ source('agreement', 'labels') }}
    {# what the words for a deal's stage mean is no stage of a person #}
    where field not in ('Opportunity.StageName', 'deal_stage')
),

compared as (
    select
        newest.stage_id,
        coalesce(labels_now.marketing_label, '(none)') as marketing_label,
        coalesce(labels_now.crm_label, '(none)') as crm_label,
        min(marketing_meanings.stage_id) as marketing_stage_id,
        min(crm_meanings.stage_id) as crm_stage_id,
        newest.journey_id
    from newest
    inner join {{ ref('dim_journey') }} as journeys
        on newest.journey_id = journeys.journey_id and journeys.is_open
    left join labels_now on newest.person_id = labels_now.person_id
    left join meanings as marketing_meanings
        on
            newest.agreement_version = marketing_meanings.agreement_version
            and labels_now.marketing_label = marketing_meanings.word
            and marketing_meanings.tool in ('hubspot', 'marketo')
    left join meanings as crm_meanings
        on
            newest.agreement_version = crm_meanings.agreement_version
            and labels_now.crm_label = crm_meanings.word
            and crm_meanings.tool in ('salesforce', 'mapped')
    group by newest.stage_id, labels_now.marketing_label, labels_now.crm_label, newest.journey_id
)

select
    marketing_label,
    crm_label,
    stage_id,
    marketing_stage_id,
    crm_stage_id,
    coalesce(marketing_stage_id = stage_id and crm_stage_id = stage_id, false) as is_agreed,
    count(*) as journeys
from compared
group by all
