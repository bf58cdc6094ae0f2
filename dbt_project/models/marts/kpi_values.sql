{# grain: one row per KPI, period, persona and channel, 'all' meaning every one; a period without an
   entry is there too, as 0, once data covers it; a sum of amounts is unknown where no deal bears any #}
with as_of as (
    {# as_of is the end of the last day: that day is the last one with data #}
    select {{ agreed_day("as_of - interval '1 microsecond'") }} as last_day
    from {{ source('landing', 'as_of') }}
),

kpis as (
    select * from {{ source('agreement', 'kpis') }}
    where agreement_version = {{ version_in_force() }}
),

days as (
    select
        dates.day,
        {{ agreed_version("cast(dates.day as timestamp) + interval '12 hours'") }} as agreement_version,
        dates.week_start,
        dates.month_start,
        dates.quarter_start,
        dates.days_in_month,
        dates.day <= as_of.last_day as is_past
    from {{ ref('dim_date') }} as dates
    cross join as_of
),

periods as (
    select
        *,
        'day' as period_kind,
        day as period_start
    from days
    union all
    select
        *,
        'week' as period_kind,
        week_start as period_start
    from days
    union all
    select
        *,
        'month' as period_kind,
        month_start as period_start
    from days
    union all
    select
        *,
        'quarter' as period_kind,
        quarter_start as period_start
    from days
),

started as (
    select
        period_kind,
        period_start,
        max(day) as period_end,
        bool_and(is_past) as is_complete
    from periods
    group by period_kind, period_start
    having bool_or(is_past)
),

{# a month's target is spread evenly over its days; pace is what should be there by the last day #}
daily_targets as (
    select
        targets.kpi_id,
        days.day,
        days.is_past,
        cast(targets.target as double) / days.days_in_month as target
    from days
    inner join {{ source('agreement', 'kpi_targets') }} as targets
        on
            cast(targets.month as date) = days.month_start
            and days.agreement_version = targets.agreement_version
),

period_targets as (
    select
        daily_targets.kpi_id,
        periods.period_kind,
        periods.period_start,
        {# thirty times a thirtieth is not quite one in floating point #}
        round(sum(daily_targets.target), 6) as target,
        round(sum(case when daily_targets.is_past then daily_targets.target else 0 end), 6) as pace
    from periods
    inner join daily_targets on periods.day = daily_targets.day
    group by daily_targets.kpi_id, periods.period_kind, periods.period_start
),

daily as (
    select
        kpi_daily.*,
        periods.period_kind,
        periods.period_start
    from {{ ref('kpi_daily') }} as kpi_daily
    inner join periods on kpi_daily.day = periods.day
    where periods.is_past
),

summed as (
    select
        kpi_id,
        period_kind,
        period_start,
        coalesce(persona_id, 'all') as persona_id,
        coalesce(channel, 'all') as channel,
        round(sum(value), 2) as value,
        sum(inferred_count) as inferred_count
    from daily
    group by grouping sets (  -- noqa: PRS
        (kpi_id, period_kind, period_start),
        (kpi_id, period_kind, period_start, persona_id),
        (kpi_id, period_kind, period_start, channel),
        (kpi_id, period_kind, period_start, persona_id, channel)
    )
),

{# distinct visitors of a period are no sum of its days' (semantics 23) #}
visits as (
    select
        kpis.kpi_id,
        periods.period_kind,
        periods.period_start,
        coalesce(funnel.persona_id, 'none') as persona_id,
        funnel.channel,
        funnel.visitor_id
    from {{ ref('fct_funnel') }} as funnel
    inner join kpis on funnel.stage_id = kpis.stage_id and kpis.counts = 'visitors'
    inner join periods on funnel.entered_on = periods.day
    where
        funnel.entry_kind = 'observed'
        and funnel.excluded_by is null
        and periods.is_past
),

visitors as (
    select
        kpi_id,
        period_kind,
        period_start,
        coalesce(persona_id, 'all') as persona_id,
        coalesce(channel, 'all') as channel,
        count(distinct visitor_id) as value,
        0 as inferred_count
    from visits
    group by grouping sets (  -- noqa: PRS
        (kpi_id, period_kind, period_start),
        (kpi_id, period_kind, period_start, persona_id),
        (kpi_id, period_kind, period_start, channel),
        (kpi_id, period_kind, period_start, persona_id, channel)
    )
),

counted as (
    select * from summed
    union all
    select * from visitors
),

{# what no deal bears is unknown, not nothing: a list that holds no amounts tells of no revenue #}
amounts as (
    select count(*) = 0 or count(amount) > 0 as are_known
    from {{ ref('fct_funnel') }}
    where opportunity_id is not null
),

everyone as (
    select
        kpis.kpi_id,
        started.period_kind,
        started.period_start,
        'all' as persona_id,
        'all' as channel
    from kpis
    cross join started
    union
    select
        kpi_id,
        period_kind,
        period_start,
        persona_id,
        channel
    from counted
)

select
    everyone.kpi_id,
    everyone.period_kind,
    everyone.period_start,
    started.period_end,
    everyone.persona_id,
    everyone.channel,
    case when amounts.are_known or kpis.counts <> 'amount' then coalesce(counted.value, 0) end as value,
    case when amounts.are_known or kpis.counts <> 'amount' then coalesce(counted.value, 0) end as numerator,
    cast(null as double) as denominator,
    case when everyone.persona_id = 'all' and everyone.channel = 'all' then period_targets.target end as target,
    case when everyone.persona_id = 'all' and everyone.channel = 'all' then period_targets.pace end as pace,
    {{ agreed_version("cast(everyone.period_start as timestamp) + interval '12 hours'") }} as agreement_version,
    started.is_complete,
    kpis.label,
    kpis.owner,
    case kpis.counts when 'amount' then '{{ agreed_currency() }}' else 'count' end as unit,
    cast(kpis.kpi_order as integer) as kpi_order,
    cast(coalesce(counted.inferred_count, 0) as bigint) as inferred_count
from everyone
cross join amounts
inner join kpis on everyone.kpi_id = kpis.kpi_id
inner join started
    on everyone.period_kind = started.period_kind and everyone.period_start = started.period_start
left join counted
    on
        everyone.kpi_id = counted.kpi_id
        and everyone.period_kind = counted.period_kind
        and everyone.period_start = counted.period_start
        and everyone.persona_id = counted.persona_id
        and everyone.channel = counted.channel
left join period_targets
    on
        everyone.kpi_id = period_targets.kpi_id
        and everyone.period_kind = period_targets.period_kind
        and everyone.period_start = period_targets.period_start
