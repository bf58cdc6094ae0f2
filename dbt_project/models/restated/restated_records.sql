{# grain: one row per record that says otherwise now than when it was last reported, person or deal it is
   told of, and its cause: the evidence of every restatement (semantics 32). occurred_at is NULL for
   what counts from the beginning; is_background marks what is no signal, is_later what happened after
   the moments compared. #}
with differences as (
    select * from {{ ref('restated_differences') }}
),

reported_records as (
    select * from {{ source('reported', 'source_digests') }}
),

{# a record that is told as something else now #}
retold as (
    select source_record_id
    from differences
    group by source_record_id
    having bool_or(not is_known) and bool_or(not was_known)
),

{# the session that each new web act stands in; where it was reported as another's, so was the act #}
acts_of_moved_sessions as (
    select acts.source_record_id
    from differences as acts
    inner join {{ ref('fct_funnel') }} as visits
        on
            acts.subject_id = visits.person_id
            and visits.stage_order = 1
            and visits.entry_kind = 'observed'
            and acts.occurred_at >= visits.entered_at
    left join differences as sessions
        on
            visits.source_record_id = sessions.source_record_id
            and sessions.kind = 'session'
            and sessions.subject_id_then <> sessions.subject_id
    where
        not acts.was_known
        and not acts.is_later
        and acts.source_vendor = 'ga4'
        and acts.kind <> 'session'
    group by acts.source_record_id
    having max_by(sessions.source_record_id is not null, visits.entered_at)
),

{# deals that were closed later than reported, having shown another stage in between #}
closed_again as (
    select distinct closings.source_record_id
    from differences as closings
    inner join {{ ref('source_digests') }} as changes
        on
            closings.opportunity_id = changes.opportunity_id
            and changes.kind = 'deal_changed'
            and closings.occurred_at_then < changes.occurred_at
            and closings.occurred_at > changes.occurred_at
    where closings.kind in ('deal_won', 'deal_lost')
),

{# somebody who was known by then, under whatever id #}
people_then as (
    select distinct coalesce(lasting_ids.person_id, reported_records.subject_id) as person_id
    from reported_records
    left join {{ ref('person_merges') }} as lasting_ids
        on reported_records.subject_id = lasting_ids.old_person_id
),

evident as (
    select
        differences.*,
        not differences.was_known as has_appeared,
        not differences.is_known as has_gone,
        differences.subject_id_then <> differences.subject_id as has_moved,
        retold.source_record_id is not null as is_retold,
        acts_of_moved_sessions.source_record_id is not null as is_act_of_moved_session,
        closed_again.source_record_id is not null as is_closed_again,
        people_then.person_id is not null as was_somebody,
        people.person_id is not null as is_somebody,
        deals.opportunity_id is not null as is_of_a_deal,
        differences.observed_at <= (select max(observed_at) from reported_records) as was_delivered
    from differences
    left join retold on differences.source_record_id = retold.source_record_id
    left join acts_of_moved_sessions
        on differences.source_record_id = acts_of_moved_sessions.source_record_id
    left join closed_again on differences.source_record_id = closed_again.source_record_id
    left join people_then on differences.subject_id = people_then.person_id
    left join {{ ref('people') }} as people on differences.subject_id_then = people.person_id
    left join {{ ref('deals') }} as deals on differences.opportunity_id = deals.opportunity_id
),

judged as (
    select
        *,
        case
            when is_retold then 'edited at source'
            when is_act_of_moved_session then 'identified'
            {# it was delivered by then, and nobody knew whose it was #}
            when has_appeared and kind <> 'session' and was_delivered and not was_somebody
                then 'identified'
            when has_appeared then 'late data'
            when has_gone and was_merged then 'merged'
            when has_gone and kind in ('deal_won', 'deal_lost') and is_of_a_deal then 'reopened'
            {# a property of a record that is still there was edited; an act that is gone was erased #}
            when
                has_gone
                and kind in ('attribute', 'crm_label', 'marketing_label', 'deal_changed', 'deal_joined')
                and (is_somebody or is_of_a_deal)
                then 'edited at source'
            when has_gone then 'erased'
            when has_moved and not was_named then 'identified'
            when not has_moved and was_merged then 'merged'
            when has_moved and not is_somebody then 'erased'
            {# a browser never merges people: a session went to somebody else on it #}
            when has_moved and source_vendor = 'ga4' then 'identified'
            when is_closed_again then 'reopened'
            {# a company or an address that nobody had named before #}
            when kind in ('company', 'address') and content_id_then is null then 'late data'
            else 'edited at source'
        end as cause
    from evident
),

of_subjects as (
    select
        *,
        subject_id_then as told_of
    from judged
    where subject_id_then is not null
    union all
    select
        *,
        subject_id as told_of
    from judged
    where subject_id is not null
)

select distinct
    told_of as subject_id,
    cause,
    least(occurred_at, occurred_at_then) as occurred_at,
    source_record_id,
    opportunity_id,
    kind in ('company', 'address') as is_background,
    is_later
from of_subjects
union all
{# whoever is joined to somebody else brings a whole history along #}
select distinct
    lasting_ids.person_id as subject_id,
    'merged' as cause,
    cast(null as timestamp) as occurred_at,
    lasting_ids.old_person_id as source_record_id,
    cast(null as varchar) as opportunity_id,
    false as is_background,
    false as is_later
from reported_records
inner join {{ ref('person_merges') }} as lasting_ids
    on reported_records.subject_id = lasting_ids.old_person_id
