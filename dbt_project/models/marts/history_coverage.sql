{# grain: one row per vendor and field whose changes it tracks: since when it did, for how many records,
   and how often what is shown disagreed with the history, which was then corrected by the delivery. What
   happened to the field before `history_from` is not known. #}
with tracked_values as (
    {{ every_vendor('tracked_values') }}
)

select
    vendor,
    field,
    count(distinct record_key) as record_count,
    count(distinct case when told_by = 'history' then record_key end) as tracked_record_count,
    count(case when told_by = 'history' then 1 end) as change_count,
    min(case when told_by = 'history' then occurred_at end) as history_from,
    count(case when told_by = 'delivery' then 1 end) as untracked_change_count,
    count(case when told_by = 'correction' then 1 end) as correction_count
from tracked_values
group by vendor, field
