-- grain: one row, what the page's trust line says of this published version
with

checks as (
    select
        count(*) as check_count,
        count(*) filter (where status = 'passed') as passed_count,
        count(*) filter (where status = 'failed' and severity = 'warn') as warned_count
    from check_results
),

latest_run as (
    select *
    from run
    qualify row_number() over (order by finished_at desc, run_id desc) = 1
)

select
    latest_run.run_id,
    latest_run.company,
    latest_run.as_of,
    latest_run.data_through,
    latest_run.started_at,
    latest_run.finished_at,
    latest_run.code_version,
    latest_run.smarketing_version,
    latest_run.agreement_version,
    agreement.title as agreement_title,
    latest_run.agreement_digest,
    coalesce(agreement.is_signed, false) as is_signed,
    agreement.signed_by_marketing,
    agreement.signed_by_sales,
    coalesce(agreement.is_retroactive, false) as is_retroactive,
    coalesce(agreement.time_zone, 'UTC') as time_zone,
    coalesce(agreement.currency, '') as currency,
    agreement.effective_from,
    agreement.review_by,
    checks.check_count,
    checks.passed_count,
    checks.warned_count
from latest_run
cross join checks
left join dim_agreement as agreement
    on latest_run.agreement_version = agreement.agreement_version
