{# The stages that carry a deal and so an amount (semantics 18): those whose condition asks for it. #}
{% macro deal_stages() %}
    {% set ids = [] %}
    {% for stage in agreed_stages() %}
        {% for clause in stage.clauses or [] if clause.field in ('deal', 'deal_stage') %}
            {% if stage.stage_id not in ids %}{% do ids.append(stage.stage_id) %}{% endif %}
        {% endfor %}
    {% endfor %}
    {{ return(ids) }}
{% endmacro %}

{# A list of words as a SQL tuple; nothing is in an empty one. #}
{% macro sql_words(words) -%}
({% for word in words %}'{{ word | replace("'", "''") }}'{{ ", " if not loop.last }}{% else %}null{% endfor %})
{%- endmacro %}

{# Started promises with the instant each is due, to the microsecond: by elapsed time, or by the team's
   working time, looked up in the cumulative calendar (closed form, no loop). `starts` names a relation
   with journey_id, promise_id, stage_id, starts_at, clock, calendar_id and within_seconds. #}
{% macro due_instants(starts) -%}
with intervals as (
    select * from {{ source('agreement', 'calendar_intervals') }}
),

{# the first working interval that ends after the start: where the clock begins to run #}
begun as (
    select
        starts.journey_id,
        starts.promise_id,
        starts.stage_id,
        starts.calendar_id,
        min_by(
            intervals.seconds_before * 1000000
            + greatest({{ microseconds_between('intervals.starts_at', 'starts.starts_at') }}, 0),
            intervals.starts_at
        )
        + max(cast(starts.within_seconds as bigint)) * 1000000 as microseconds_due
    from {{ starts }} as starts
    inner join intervals
        on
            starts.calendar_id = intervals.calendar_id
            and starts.starts_at < intervals.ends_at
            and intervals.starts_at < starts.starts_at + interval '31 days'
    where starts.clock = 'business'
    group by starts.journey_id, starts.promise_id, starts.stage_id, starts.calendar_id
)

select
    begun.journey_id,
    begun.promise_id,
    begun.stage_id,
    {{ microseconds_after(
        'intervals.starts_at', 'begun.microseconds_due - intervals.seconds_before * 1000000'
    ) }} as due_at
from begun
inner join intervals
    on
        begun.calendar_id = intervals.calendar_id
        and begun.microseconds_due > intervals.seconds_before * 1000000
        and (intervals.seconds_before + intervals.seconds) * 1000000 >= begun.microseconds_due
union all
select
    journey_id,
    promise_id,
    stage_id,
    starts_at + within_seconds * interval '1 second' as due_at
from {{ starts }}
where clock = 'elapsed'
{%- endmacro %}
