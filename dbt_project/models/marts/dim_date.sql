{# grain: one row per day from the first signal to the end of the last year, in the agreement's zone #}
with bounds as (
    select
        coalesce(min(entered_on), date '2025-01-01') as first_day,
        {{ agreed_day('(select as_of from ' ~ source('landing', 'as_of') ~ ')') }} as last_day
    from {{ ref('fct_funnel') }}
),

days as (
    {{ days_between(
        "(select date_trunc('year', first_day) from bounds)",
        "(select date_trunc('year', last_day) + interval '1 year' - interval '1 day' from bounds)"
    ) }}
),

fiscal as (
    select max_by(cast(fiscal_year_starts_in as integer), agreement_version) as starts_in
    from {{ source('agreement', 'versions') }}
)

select
    days.day,
    cast(date_trunc('week', days.day) as date) as week_start,
    cast(date_trunc('month', days.day) as date) as month_start,
    cast(date_trunc('quarter', days.day) as date) as quarter_start,
    cast(year(days.day) as integer) as year,
    cast(
        year(days.day) + case when fiscal.starts_in > 1 and month(days.day) >= fiscal.starts_in then 1 else 0 end
        as integer
    ) as fiscal_year,
    cast(floor((month(days.day) - fiscal.starts_in + 12) % 12 / 3) as integer) + 1 as fiscal_quarter,
    cast(day(last_day(days.day)) as integer) as days_in_month
from days
cross join fiscal
