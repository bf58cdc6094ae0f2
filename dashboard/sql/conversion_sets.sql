-- grain: one row per set of cohorts that can be chosen: all of them, then each quarter, newest first
select
    cohort_kind,
    cohort_start,
    case cohort_kind
        when 'all' then (select max(cohort_start) from stage_conversions where entered > 0)
        else cast(cohort_start + interval 2 month as date)
    end as last_month,
    sum(timed + untimed) as entered
from stage_speeds
where dimension = 'all'
group by all
order by cohort_kind, cohort_start desc
