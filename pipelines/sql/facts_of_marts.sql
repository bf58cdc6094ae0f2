-- grain: one row, what the summary's first lines say of marts that were rebuilt and not published
select
    null as company,
    min(fct_funnel.entered_on) as first_day,
    (select max(day) from landing_files where accepted_rows is not null) as data_through,
    (select max(agreement_version) from dim_agreement where is_current) as agreement_version,
    true as is_signed,
    0 as checks,
    0 as passed
from fct_funnel
