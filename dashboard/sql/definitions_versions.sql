-- grain: one row per version of the agreement: from when until when, who signed it, how many have read it
with

readers as (
    select
        agreement_version,
        count(*) as reader_count,
        count(*) filter (where status = 'read') as read_count
    from agreement_acknowledgements
    group by all
)

select
    versions.agreement_version as version,
    versions.title,
    versions.effective_from,
    lead(versions.effective_from) over (
        order by versions.effective_from, versions.agreement_version
    ) - 1 as last_day,
    versions.review_by,
    versions.time_zone,
    versions.currency,
    versions.digest,
    coalesce(versions.is_signed, false) as is_signed,
    versions.signed_by_marketing,
    versions.signed_by_sales,
    coalesce(versions.is_retroactive, false) as is_retroactive,
    coalesce(versions.is_current, false) as is_current,
    coalesce(versions.is_review_overdue, false) as is_review_overdue,
    coalesce(readers.reader_count, 0) as reader_count,
    coalesce(readers.read_count, 0) as read_count
from dim_agreement as versions
left join readers on versions.agreement_version = readers.agreement_version
order by versions.effective_from, versions.agreement_version
