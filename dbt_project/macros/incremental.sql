{# The two tables of the website that grow day by day: hits by the day of the export that holds them (the
   load key, never the time of an event), sessions as a whole, whichever days their hits lie on.

   In one transaction the hits of changed days go, with every session that has or had one there, and
   the hits are made anew; sessions that are missing are made after that. A run that is killed in
   between leaves sessions missing, never wrong, and the next one makes them. What was made by other
   code is dropped beforehand (`pipelines/transform.py`). #}

{# Run before hits are made: sessions and hits of days whose files are not those they were made of. #}
{% macro forget_changed_sessions() %}
{%- if is_incremental() -%}
{%- set sessions = this.incorporate(path={'identifier': 'stg_ga4__sessions'}) -%}
{%- if load_relation(sessions) is not none -%}
delete from {{ sessions }} as made
where exists (
    select 1
    from (
        select
            hits.source,
            hits.source_session_key
        from {{ this }} as hits
        left join {{ ref('stg_ga4__days') }} as days
            on
                hits.source = days.source
                and hits.event_date = days.event_date
                and hits.day_digest = days.day_digest
        where days.source is null
        union all
        select
            events.source,
            events.user_pseudo_id || '.' || events.ga_session_id as source_session_key
        from {{ source('raw', 'ga4__events') }} as events
        inner join {{ ref('stg_ga4__days') }} as days
            on events.source = days.source and events.event_date = days.event_date
        left join (select distinct source, event_date, day_digest from {{ this }}) as held
            on
                days.source = held.source
                and days.event_date = held.event_date
                and days.day_digest = held.day_digest
        where held.source is null
    ) as changed
    where changed.source = made.source and changed.source_session_key = made.source_session_key
)
{%- endif -%}
{%- endif -%}
{% endmacro %}

{% macro forget_changed_hits() %}
{%- if is_incremental() -%}
delete from {{ this }} as hits
where not exists (
    select 1
    from {{ ref('stg_ga4__days') }} as days
    where
        days.source = hits.source
        and days.event_date = hits.event_date
        and days.day_digest = hits.day_digest
)
{%- endif -%}
{% endmacro %}

{# The days of which a table holds nothing yet. #}
{% macro days_to_make() %}
select days.*
from {{ ref('stg_ga4__days') }} as days
{%- if is_incremental() %}
left join (select distinct source, event_date from {{ this }}) as held
    on days.source = held.source and days.event_date = held.event_date
where held.source is null
{%- endif %}
{% endmacro %}

{# The hits of sessions that a table does not hold yet. #}
{% macro hits_to_make() %}
select hits.*
from {{ ref('stg_ga4__hits') }} as hits
{%- if is_incremental() %}
left join {{ this }} as held
    on hits.source = held.source and hits.source_session_key = held.source_session_key
where held.source is null
{%- endif %}
{% endmacro %}

{# Says on a table which code made it. #}
{% macro sign_with_code() %}
comment on table {{ this }} is '{{ env_var("SMARKETING_CODE", "") }}'
{% endmacro %}
