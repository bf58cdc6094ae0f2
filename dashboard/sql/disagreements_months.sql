-- grain: one row per month's end, newest first: of the chosen labels and stage, how many journeys were
-- open and how many differed
select
    month_start,
    any_value(counted_at) as counted_at,
    bool_or(is_now) as is_now,
    count(*) filter (where is_chosen) as journeys,
    count(*) filter (where is_chosen and is_differing) as differing,
    differing / nullif(journeys, 0) as differing_rate,
    differing - lag(differing) over (order by month_start) as more_than_before
from (
    select
        *,
        $marketing in ('all', marketing_label) and $crm in ('all', crm_label)
        and $stage in ('all', stage_id) as is_chosen
    from label_positions
) as positions
group by month_start
order by month_start desc
