{# grain: one row per promise and period: how many cases, how many kept, and whether the promise as a
   whole was kept. Rates are over decided cases; nothing due shows no verdict. #}
with as_of as (
    select {{ agreed_day("as_of - interval '1 microsecond'") }} as last_day
    from {{ source('landing', 'as_of') }}
),

promises as (
    select * from {{ source('agreement', 'promises') }}
),

days as (
    select
        dates.*,
        case when dates.day <= as_of.last_day then 1.0 / dates.days_in_month else 0 end
            as months_due
    from {{ ref('dim_date') }} as dates
    cross join as_of
),

period_days as (
    select
        day,
        months_due,
        'week' as period_kind,
        week_start as period_start
    from days
    union all
    select
        day,
        months_due,
        'month' as period_kind,
        month_start as period_start
    from days
    union all
    select
        day,
        months_due,
        'quarter' as period_kind,
        quarter_start as period_start
    from days
),

periods as (
    select
        period_kind,
        period_start,
        max(day) as period_end,
        {# thirty times a thirtieth is not quite one in floating point #}
        round(sum(months_due), 9) as months_due
    from period_days
    group by period_kind, period_start
),

counted as (
    select
        period_days.period_kind,
        period_days.period_start,
        cases.promise_id,
        count(*) as due_count,
        count(case when cases.status = 'kept' then 1 end) as kept_count,
        count(case when cases.status = 'broken' then 1 end) as broken_count,
        count(case when cases.status = 'excused' then 1 end) as excused_count,
        count(case when cases.status = 'pending' then 1 end) as pending_count,
        count(case when cases.is_late_now then 1 end) as overdue_count
    from {{ ref('promise_cases') }} as cases
    inner join period_days on cases.case_on = period_days.day
    group by period_days.period_kind, period_days.period_start, cases.promise_id
),

judged as (
    select
        promises.promise_id,
        promises.label,
        promises.team,
        promises.to_team,
        periods.period_kind,
        periods.period_start,
        periods.period_end,
        coalesce(counted.due_count, 0) as due_count,
        coalesce(counted.kept_count, 0) as kept_count,
        coalesce(counted.broken_count, 0) as broken_count,
        coalesce(counted.excused_count, 0) as excused_count,
        coalesce(counted.pending_count, 0) as pending_count,
        coalesce(counted.overdue_count, 0) as overdue_count,
        case promises.unit
            when 'count' then cast(coalesce(counted.kept_count, 0) as double)
            else cast(counted.kept_count as double) / nullif(counted.kept_count + counted.broken_count, 0)
        end as actual,
        {# a volume is promised per month and spread evenly over its days #}
        case promises.unit
            when 'count' then cast(promises.target as double) * periods.months_due
            else cast(promises.target as double)
        end as promised,
        cast(promises.tolerance as double) as tolerance,
        promises.direction,
        promises.unit,
        promises.agreement_version
    from periods
    cross join as_of
    inner join promises
        on promises.agreement_version = {{ agreed_version(
            "cast(least(periods.period_end, as_of.last_day) as timestamp) + interval '12 hours'"
        ) }}
    left join counted
        on
            periods.period_kind = counted.period_kind
            and periods.period_start = counted.period_start
            and promises.promise_id = counted.promise_id
    where periods.period_start <= as_of.last_day
)

select
    promise_id,
    label,
    team,
    to_team,
    period_kind,
    period_start,
    period_end,
    due_count,
    kept_count,
    broken_count,
    excused_count,
    pending_count,
    {# of a promise that few are bad the kept cases are the bad ones #}
    case when direction = 'at_most' then broken_count else kept_count end as met_count,
    case when direction = 'at_most' then kept_count else broken_count end as missed_count,
    overdue_count,
    actual,
    promised,
    tolerance,
    direction,
    unit,
    case
        when actual is null then 'none'
        when direction = 'at_most' and actual <= promised then 'kept'
        when direction = 'at_most' and actual <= promised + coalesce(tolerance, 0) then 'at_risk'
        when direction <> 'at_most' and actual >= promised then 'kept'
        when direction <> 'at_most' and actual >= promised - coalesce(tolerance, 0) then 'at_risk'
        else 'broken'
    end as status,
    agreement_version
from judged
