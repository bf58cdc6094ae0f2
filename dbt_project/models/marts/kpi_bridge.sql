{# grain: one row per KPI, month, earlier publication and cause of difference: reported then + every
   delta = known now. 'since then' is what was entered or fell due after that publication's moment and
   restates nothing; 'none' stands where nothing differs. #}
with reported_run as (
    select * from {{ source('reported', 'run') }}
),

months_then as (
    select
        kpi_id,
        period_start as month_start,
        value
    from {{ source('reported', 'kpi_values') }}
),

months_now as (
    select
        kpi_id,
        period_start as month_start,
        value
    from {{ ref('kpi_values') }}
    where period_kind = 'month' and persona_id = 'all' and channel = 'all'
),

{# what each earlier publication reported, and the lines that lead from there to the last one #}
earlier_lines as (
    select
        then_run_id,
        then_as_of,
        kpi_id,
        month_start,
        reported_then,
        cause,
        delta
    from {{ source('reported', 'kpi_bridge') }}
),

reports as (
    select distinct
        then_run_id,
        then_as_of,
        kpi_id,
        month_start,
        reported_then
    from earlier_lines
    union all
    select
        reported_run.run_id as then_run_id,
        reported_run.as_of as then_as_of,
        months_then.kpi_id,
        months_then.month_start,
        coalesce(months_then.value, 0) as reported_then
    from months_then
    cross join reported_run
    where
        {# where the definition changed too, the step before has told it already #}
        reported_run.run_id not in (select then_run_id from earlier_lines)
),

{# the last seven publications and the last of every month, as their files are kept #}
runs as (
    select distinct
        then_run_id,
        then_as_of
    from reports
),

kept_runs as (
    select
        then_run_id,
        row_number() over (order by then_run_id desc) as nth_last,
        row_number() over (
            partition by date_trunc('month', {{ agreed_day("then_as_of - interval '1 microsecond'") }})
            order by then_run_id desc
        ) as nth_last_of_month
    from runs
),

kept_reports as (
    select reports.*
    from reports
    inner join kept_runs on reports.then_run_id = kept_runs.then_run_id
    where kept_runs.nth_last < {{ kept_runs() }} or kept_runs.nth_last_of_month = 1
),

since as (
    select
        kpi_id,
        cast(date_trunc('month', day) as date) as month_start,
        value as delta
    from ({{ counted_days(ref('fct_funnel')) }}) as counted
    where
        (entered_at > {{ compared_until() }} or day > {{ compared_through() }})
        and day <= (
            select {{ agreed_day("as_of - interval '1 microsecond'") }}
            from {{ source('landing', 'as_of') }}
        )
    union all
    select
        kpi_id,
        cast(date_trunc('month', day) as date) as month_start,
        -value as delta
    from ({{ counted_days(source('reported', 'entries')) }}) as counted
    where
        (entered_at > {{ compared_until() }} or day > {{ compared_through() }})
        and day <= (select {{ agreed_day("as_of - interval '1 microsecond'") }} from reported_run)
),

step_lines as (
    select
        counts.kpi_id,
        counts.month_start,
        causes.cause,
        counts.effect as delta
    from {{ ref('restated_counts') }} as counts
    inner join {{ ref('restated_causes') }} as causes
        on counts.pair_id = causes.pair_id and causes.cause_number = 1
    cross join reported_run
    where not reported_run.is_same_data
    union all
    select
        kpi_id,
        month_start,
        'since then' as cause,
        delta
    from since
    cross join reported_run
    where not reported_run.is_same_data
    union all
    {# of the same files only the definition can differ, be it of an entry or of a KPI #}
    select
        months_then.kpi_id,
        months_then.month_start,
        'definition' as cause,
        coalesce(months_now.value, 0) - coalesce(months_then.value, 0) as delta
    from months_then
    left join months_now
        on
            months_then.kpi_id = months_now.kpi_id
            and months_then.month_start = months_now.month_start
    cross join reported_run
    where reported_run.is_same_data
),

lines as (
    select
        then_run_id,
        kpi_id,
        month_start,
        cause,
        delta
    from earlier_lines
    union all
    select
        kept_reports.then_run_id,
        step_lines.kpi_id,
        step_lines.month_start,
        step_lines.cause,
        step_lines.delta
    from step_lines
    inner join kept_reports
        on
            step_lines.kpi_id = kept_reports.kpi_id
            and step_lines.month_start = kept_reports.month_start
),

causes as (
    select
        then_run_id,
        kpi_id,
        month_start,
        cause,
        {# a thousand amounts added in two orders differ in the last digit #}
        round(sum(delta), 6) as delta
    from lines
    group by then_run_id, kpi_id, month_start, cause
    having round(sum(delta), 6) <> 0
)

select
    reports.then_run_id,
    reports.then_as_of,
    reports.kpi_id,
    reports.month_start,
    reported_run.under_version,
    reports.reported_then,
    coalesce(causes.cause, 'none') as cause,
    coalesce(causes.delta, 0) as delta,
    coalesce(months_now.value, 0) as known_now
from kept_reports as reports
cross join reported_run
left join causes
    on
        reports.then_run_id = causes.then_run_id
        and reports.kpi_id = causes.kpi_id
        and reports.month_start = causes.month_start
left join months_now
    on reports.kpi_id = months_now.kpi_id and reports.month_start = months_now.month_start
