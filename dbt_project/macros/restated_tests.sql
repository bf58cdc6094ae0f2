{# What may be published of restatements: nothing unexplained, and bridges that add up. #}

{# No row of what was reported, and none known now for that time, differs without a restatement. Rows
   are compared by what they say, with no regard to how the models pair them. #}
{% test every_difference_is_restated(model) %}
with told as (
    select
        restatements.funnel_entry_id_then,
        restatements.funnel_entry_id
    from {{ model }} as restatements
    cross join {{ source('reported', 'run') }} as reported
    cross join {{ source('landing', 'as_of') }} as known
    where
        restatements.then_run_id = reported.run_id
        and restatements.then_as_of = reported.as_of
        and restatements.now_as_of = known.as_of
        and restatements.cause is not null
),

reported as (
    select * from {{ source('reported', 'entries') }}
    where entered_at <= {{ compared_until() }}
),

known as (
    select * from {{ ref('fct_funnel') }}
    where entered_at <= {{ compared_until() }}
)

select reported.funnel_entry_id
from reported
left join known on {{ same_entry('reported', 'known') }}
where
    known.funnel_entry_id is null
    and reported.funnel_entry_id not in (
        select funnel_entry_id_then from told
        where funnel_entry_id_then is not null
    )
union all
select known.funnel_entry_id
from known
left join reported on {{ same_entry('reported', 'known') }}
where
    reported.funnel_entry_id is null
    and known.funnel_entry_id not in (
        select funnel_entry_id from told
        where funnel_entry_id is not null
    )
{% endtest %}

{# Whether two entries say the same of everything that a number is made of. #}
{% macro same_entry(left_side, right_side) -%}
{%- for column in ['stage_id', 'entered_at', 'entered_on', 'entry_kind', 'channel'] %}
{{ left_side }}.{{ column }} = {{ right_side }}.{{ column }} and
{%- endfor %}
{%- for column in ['person_id', 'persona_id', 'booked_on', 'excluded_by', 'currency'] %}
coalesce(cast({{ left_side }}.{{ column }} as varchar), '') = coalesce(cast({{ right_side }}.{{ column }} as varchar), '') and
{%- endfor %}
coalesce({{ left_side }}.amount, -0.01) = coalesce({{ right_side }}.amount, -0.01)
and coalesce({{ left_side }}.amount_reporting, -0.01) = coalesce({{ right_side }}.amount_reporting, -0.01)
{%- endmacro %}

{# For every earlier publication, KPI and month: reported then + every cause's delta = known now. What
   was reported and what is known are asked of their own tables, so that no bridge can be missing. #}
{% test bridges_add_up(model) %}
with reports as (
    select distinct
        then_run_id,
        kpi_id,
        month_start,
        reported_then
    from {{ source('reported', 'kpi_bridge') }}
    where then_run_id in (select then_run_id from {{ model }})
    union all
    select
        run.run_id as then_run_id,
        months.kpi_id,
        months.period_start as month_start,
        months.value as reported_then
    from {{ source('reported', 'kpi_values') }} as months
    cross join {{ source('reported', 'run') }} as run
    where run.run_id not in (select then_run_id from {{ source('reported', 'kpi_bridge') }})
),

sums as (
    select
        then_run_id,
        kpi_id,
        month_start,
        sum(delta) as delta
    from {{ model }}
    group by then_run_id, kpi_id, month_start
),

known as (
    select
        kpi_id,
        period_start as month_start,
        value
    from {{ ref('kpi_values') }}
    where period_kind = 'month' and persona_id = 'all' and channel = 'all'
)

select
    reports.then_run_id,
    reports.kpi_id,
    reports.month_start,
    reports.reported_then,
    sums.delta,
    known.value as known_now
from reports
left join sums
    on
        reports.then_run_id = sums.then_run_id
        and reports.kpi_id = sums.kpi_id
        and reports.month_start = sums.month_start
left join known on reports.kpi_id = known.kpi_id and reports.month_start = known.month_start
where coalesce(abs(reports.reported_then + sums.delta - coalesce(known.value, 0)) > 0.005, true)
{% endtest %}
