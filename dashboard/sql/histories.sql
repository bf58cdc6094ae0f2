-- grain: one row per vendor and field, since when the vendor tells its changes and how often what it shows
-- disagreed with them; those that are told first
select
    vendor,
    field,
    record_count,
    tracked_record_count,
    change_count,
    history_from,
    untracked_change_count,
    correction_count
from history_coverage
order by vendor, change_count = 0, field
