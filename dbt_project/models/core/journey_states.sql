{# grain: one row per signal of a journey, and per version of the agreement that starts while it is
   open, with the state after it: counts since the journey began, points in the window, labels set in
   this journey, deal state, attributes as last known. What the agreed conditions are asked of, so the
   attributes that were told at one moment have one state, the one after the last of them. #}
with as_of as (
    select as_of from {{ source('landing', 'as_of') }}
),

journeys as (
    select * from {{ ref('journeys') }}
    where visitor_id is null or person_id is not null
),

timeline as (
    select * from {{ ref('person_timeline') }}
),

journey_signals as (
    select
        journeys.journey_id,
        journeys.journey_number,
        timeline.*
    from timeline
    inner join journeys
        on
            timeline.subject_id = journeys.subject_id
            and timeline.track = journeys.track
            and timeline.occurred_at >= journeys.opened_at
            and (journeys.exited_at is null or timeline.occurred_at <= journeys.exited_at)
),

version_starts as (
    {%- for version in agreed_versions() %}
    select cast('{{ version.effective_at }}' as timestamp) as effective_at
    {{ "union all" if not loop.last }}
    {%- endfor %}
),

{# the same columns for both: what a version's start does not say is NULL and is carried on below #}
with_version_starts as (
    select
        journey_id,
        journey_number,
        subject_id,
        person_id,
        track,
        kind,
        kind_order,
        position,
        occurred_at,
        observed_at,
        time_basis,
        source_vendor,
        source_record_id,
        {{ timeline_columns() | join(',\n        ') }}
    from journey_signals
    union all
    select
        journeys.journey_id,
        journeys.journey_number,
        journeys.subject_id,
        journeys.person_id,
        journeys.track,
        'version_start' as kind,
        {{ kind_order("'version_start'") }} as kind_order,
        0 as position,
        version_starts.effective_at as occurred_at,
        version_starts.effective_at as observed_at,
        'event' as time_basis,
        'agreement' as source_vendor,
        cast(null as varchar) as source_record_id,
        {% for column in timeline_columns() -%}
        null as {{ column }}{{ "," if not loop.last }}
        {% endfor %}
    from journeys
    inner join version_starts
        on
            journeys.opened_at < version_starts.effective_at
            and coalesce(journeys.exited_at, (select as_of from as_of))
            >= version_starts.effective_at
    where journeys.person_id is not null
),

judged as (
    select
        *,
        {{ agreed_version('occurred_at') }} as agreement_version,
        row_number() over (
            partition by journey_id
            order by occurred_at, kind_order, position
        ) as journey_position
    from with_version_starts
),

counted as (
    select
        journey_id,
        journey_number,
        journey_position,
        subject_id,
        person_id,
        track,
        kind,
        name,
        value,
        occurred_at,
        observed_at,
        time_basis,
        agreement_version,
        source_vendor,
        source_record_id,
        visitor_id,
        acting_team,
        booked_on,
        {%- for kind in counted_kinds() %}
        count(case when kind = '{{ kind.kind }}' then 1 end) over so_far as {{ kind.field }},
        {%- endfor %}
        count(case when kind = 'record_created' and name in ('salesforce_lead', 'hubspot_lead', 'mapped_person') then 1 end)
            over so_far as crm_leads,
        count(case when kind = 'record_created' and name = 'salesforce_contact' then 1 end)
            over so_far as crm_contacts,
        {{ last_known("case when kind = 'crm_label' then value end") }} over so_far as crm_label,
        {{ last_known("case when kind = 'marketing_label' then value end") }} over so_far
            as marketing_label,
        {{ last_known('opportunity_id') }} over so_far as opportunity_id,
        {{ last_known('deal_state') }} over so_far as deal_state,
        {{ last_known('deal_stage_set') }} over so_far as deal_stage,
        {{ last_known('amount') }} over so_far as amount,
        {{ last_known('currency') }} over so_far as currency,
        {{ last_known('account_id') }} over so_far as account_id,
        {{ last_known('owner_id') }} over so_far as owner_id,
        {{ last_known('owner_team') }} over so_far as owner_team,
        {{ last_known('campaign_id') }} over so_far as campaign_id,
        {{ last_known('channel') }} over so_far as channel,
        {{ last_known('crm_label_known') }} over so_far as crm_label_known,
        {{ last_known('marketing_label_known') }} over so_far as marketing_label_known,
        {{ last_known('title') }} over so_far as title,
        {{ last_known('industry') }} over so_far as industry,
        {{ last_known('country') }} over so_far as country,
        {{ last_known('company') }} over so_far as company,
        {{ last_known('employees') }} over so_far as employees,
        {{ last_known('account_type') }} over so_far as account_type,
        {{ last_known('email') }} over so_far as email,
        {{ last_known('email_domain') }} over so_far as email_domain,
        {%- for attribute in agreed_attributes() %}
        {{ last_known('attribute_' ~ attribute.id) }} over so_far as attribute_{{ attribute.id }},
        {%- endfor %}
        {# points of (t - N x 24 h, t]: of what came before in the order of signals, less what is older #}
        case agreement_version
            {%- for version in agreed_versions() %}
            {%- set points = agreed_engagement_points("'" ~ version.version ~ "'", 'kind') %}
            when '{{ version.version }}' then
                sum({{ points }}) over so_far
                - coalesce(sum({{ points }}) over (
                    partition by journey_id order by occurred_at
                    range between unbounded preceding
                    and interval '{{ version.engagement_window_days * 24 }} hours' preceding
                ), 0)
            {%- endfor %}
        end as engagement
    from judged
    window
        so_far as (
            partition by journey_id order by journey_position
            rows between unbounded preceding and current row
        ),
        in_order as (partition by journey_id order by journey_position)
    {# nobody is judged half told: of the attributes of one moment the last one's state stands #}
    qualify
        kind <> 'attribute'
        or coalesce(lead(kind) over in_order, '') <> 'attribute'
        or lead(occurred_at) over in_order <> occurred_at
),

scored as (
    select
        *,
        {{ agreed_fit('agreement_version') }} as fit
    from counted
)

select
    *,
    {{ agreed_persona('agreement_version') }} as persona_id,
    {{ agreed_exclusion('agreement_version') }} as excluded_by
from scored
