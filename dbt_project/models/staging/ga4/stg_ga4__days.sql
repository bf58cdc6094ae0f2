{# grain: one row per website and day of its export, with a digest of the files that hold its events: a
   table made of days is up to date in those whose digest it holds. Where files carry no session id,
   a day's sessions hang on its neighbours too, and every day of that website is made anew with them. #}
{{ config(materialized='table') }}
with files as (
    select
        source,
        event_date,
        landing_file,
        count(ga_session_id) as named_count
    from {{ source('raw', 'ga4__events') }}
    group by all
),

whole_files as (
    select
        source,
        landing_file
    from files
    group by all
    having sum(named_count) = 0
),

unnamed as (
    select
        source,
        {{ digest_of_set('landing_file') }} as unnamed_digest
    from whole_files
    group by source
)

select
    files.source,
    files.event_date,
    {{ digest_of_set('files.landing_file') }} || coalesce(max(unnamed.unnamed_digest), '') as day_digest
from files
left join unnamed on files.source = unnamed.source
group by files.source, files.event_date
