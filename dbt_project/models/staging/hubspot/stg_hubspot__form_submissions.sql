{# grain: one row per form submission #}
select
    'hubspot:form_submission:' || trim(conversion_id) as event_key,
    'hubspot:contact:' || trim(contact_id) as record_key,
    trim(form_id) as form_id,
    trim(title) as form_title,
    coalesce(min({{ utc_instant('timestamp') }}), min(exported_at)) as occurred_at,
    min(exported_at) as observed_at,
    case
        when min({{ utc_instant('timestamp') }}) is null then 'delivered' else 'event'
    end as time_basis
from {{ source('raw', 'hubspot__form_submissions') }}
group by all
