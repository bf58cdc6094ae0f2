{# grain: one row per record behind the numbers that says otherwise now than when it was last reported,
   both sides in one row: who it belongs to, when it happened, what it says; is_later marks what
   happened after the moments compared, which tells more of who somebody is and restates no act #}
with lasting_ids as (
    select
        old_person_id,
        person_id
    from {{ ref('person_merges') }}
),

then_records as (
    select
        known.*,
        coalesce(lasting_ids.person_id, known.subject_id) as lasting_subject_id,
        lasting_ids.person_id is not null as was_merged
    from (
        {{ known_records(source('reported', 'source_digests'), source('reported', 'entries')) }}
    ) as known
    left join lasting_ids on known.subject_id = lasting_ids.old_person_id
),

now_records as (
    {{ known_records(ref('source_digests'), ref('fct_funnel')) }}
),

compared as (
    select
        coalesce(now_records.source_record_id, then_records.source_record_id) as source_record_id,
        coalesce(now_records.kind, then_records.kind) as kind,
        coalesce(now_records.source_vendor, then_records.source_vendor) as source_vendor,
        coalesce(now_records.opportunity_id, then_records.opportunity_id) as opportunity_id,
        then_records.source_record_id is not null as was_known,
        now_records.source_record_id is not null as is_known,
        then_records.lasting_subject_id as subject_id_then,
        now_records.subject_id,
        coalesce(then_records.is_named, false) as was_named,
        coalesce(then_records.was_merged, false) as was_merged,
        then_records.occurred_at as occurred_at_then,
        now_records.occurred_at,
        now_records.observed_at,
        then_records.content_id as content_id_then,
        now_records.content_id,
        coalesce(coalesce(now_records.occurred_at, then_records.occurred_at) > {{ compared_until() }}, false)
            as is_later
    from then_records
    full outer join now_records
        on
            then_records.source_record_id = now_records.source_record_id
            and then_records.kind = now_records.kind
            {# a colleague's deal is one record that several people have #}
            and case then_records.kind when 'deal_joined' then then_records.lasting_subject_id else '' end
            = case now_records.kind when 'deal_joined' then now_records.subject_id else '' end
)

select *
from compared
where
    exists (select 1 from {{ source('reported', 'run') }})
    and case
        when was_known and is_known
            then
                was_merged
                or subject_id_then <> subject_id
                or occurred_at_then <> occurred_at
                or content_id_then is distinct from content_id
        else kind not in ('company', 'address')
    end
