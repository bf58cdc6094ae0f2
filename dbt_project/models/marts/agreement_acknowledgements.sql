{# grain: one row per version of the agreement and person who is to read it, or has; the name stands in
   the people file #}
with readings as (
    select
        agreement_version,
        reader_key,
        bool_or(is_of_these_terms) as is_valid,
        min(case when is_of_these_terms then read_on end) as valid_on,
        max(read_on) as last_on
    from {{ source('agreement', 'acknowledgements') }}
    group by agreement_version, reader_key
)

select
    versions.agreement_version,
    readers.reader_id,
    readers.team,
    case
        when readings.reader_key is null then 'unread'
        when readings.is_valid then 'read'
        else 'outdated'
    end as status,
    coalesce(readings.valid_on, readings.last_on) as read_on,
    versions.agreement_version = {{ version_in_force() }}
        as is_current
from {{ source('agreement', 'versions') }} as versions
cross join {{ ref('agreement_readers') }} as readers
left join readings
    on
        versions.agreement_version = readings.agreement_version
        and readers.reader_key = readings.reader_key
{# who is not asked, having left for one, is told of only where they said that they have read it #}
where readers.is_asked or readings.reader_key is not null
