{# grain: one row per stage entry that differs from what was last reported and cause of it; cause is NULL
   where no evidence was found, which no publication passes. The nearest evidence is taken: the record
   that made the entry, else what its person's records said up to then, else who the person is, else
   anything of theirs, else what was learned of them since. Where both builds read the same files, only
   the definition can differ. #}
with entries as (
    select * from {{ ref('restated_entries') }}
),

records as (
    select * from {{ ref('restated_records') }}
),

by_record as (
    select
        entries.pair_id,
        records.cause,
        1 as distance
    from entries
    inner join records on entries.source_record_id = records.source_record_id
    where not records.is_background
    union all
    select
        entries.pair_id,
        records.cause,
        1 as distance
    from entries
    inner join records on entries.source_record_id_then = records.source_record_id
    where not records.is_background
),

subjects as (
    select
        pair_id,
        subject_id,
        greatest(entered_at, entered_at_then) as entered_at
    from entries
    union
    select
        pair_id,
        subject_id_then as subject_id,
        greatest(entered_at, entered_at_then) as entered_at
    from entries
),

by_subject as (
    select
        subjects.pair_id,
        records.cause,
        case
            when records.is_background then 3
            when records.is_later then 5
            when coalesce(records.occurred_at <= subjects.entered_at, true) then 2
            else 4
        end as distance
    from subjects
    inner join records on subjects.subject_id = records.subject_id
),

found as (
    select * from by_record
    union all
    select * from by_subject
),

nearest as (
    select distinct
        pair_id,
        cause
    from found
    qualify distance = min(distance) over (partition by pair_id)
),

caused as (
    select
        entries.pair_id,
        case when reported.is_same_data then 'definition' else nearest.cause end as cause
    from entries
    cross join {{ source('reported', 'run') }} as reported
    left join nearest on entries.pair_id = nearest.pair_id
)

select
    pair_id,
    cause,
    row_number() over (
        partition by pair_id order by {{ cause_order('cause') }}
    ) as cause_number
from (select distinct * from caused) as caused
