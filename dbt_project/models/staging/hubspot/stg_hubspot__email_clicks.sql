{# grain: one row per click in a marketing e-mail; opens are no acts, since mail clients make them #}
select
    'hubspot:email_event:' || trim(id) as event_key,
    {{ normalised_email('recipient') }} as email,
    coalesce(min({{ utc_instant('created') }}), min(exported_at)) as occurred_at,
    min(exported_at) as observed_at,
    case
        when min({{ utc_instant('created') }}) is null then 'delivered' else 'event'
    end as time_basis
from {{ source('raw', 'hubspot__email_events') }}
where upper(trim(type)) = 'CLICK'
group by all
