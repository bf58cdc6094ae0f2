-- grain: one row, what the summary's first lines say of the published file
with

checks as (
    select
        count(*) as checks,
        count(*) filter (where status = 'passed') as passed
    from check_results
),

days as (
    select min(entered_on) as first_day
    from fct_funnel
)

select
    run.company,
    days.first_day,
    run.data_through,
    agreement.agreement_version,
    agreement.is_signed,
    checks.checks,
    checks.passed
from run
cross join checks
cross join days
left join dim_agreement as agreement on run.agreement_version = agreement.agreement_version
