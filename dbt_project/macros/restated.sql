{# What a publication knew of each record behind its numbers: the signals of identified people and
   unclaimed deals, the people themselves, and every visit, whose ever it is. `digests` names rows of
   `source_digests`, `entries` rows of `fct_funnel` of the same build. #}
{% macro known_records(digests, entries) -%}
select
    source_record_id,
    kind,
    subject_id,
    coalesce(subject_id <> opportunity_id, true) as is_named,
    occurred_at,
    observed_at,
    opportunity_id,
    source_vendor,
    content_id
from {{ digests }}
union all
select
    source_record_id,
    'session' as kind,
    coalesce(person_id, visitor_id) as subject_id,
    person_id is not null as is_named,
    entered_at as occurred_at,
    observed_at,
    cast(null as varchar) as opportunity_id,
    source_vendor,
    channel as content_id
from {{ entries }}
where stage_order = 1 and entry_kind = 'observed'
qualify row_number() over (
    partition by source_record_id order by entered_at, journey_number, funnel_entry_id
) = 1
{%- endmacro %}

{# Up to when two builds speak of the same time: what is later in either is no restatement. #}
{% macro compared_until() -%}
(
    select least(reported.as_of, known.as_of)
    from {{ source('reported', 'run') }} as reported
    cross join {{ source('landing', 'as_of') }} as known
)
{%- endmacro %}

{# CTEs that pair entries of two sides by some columns, the nth with the nth, and name what is left over
   on each side `then_without_<name>` and `now_without_<name>`. #}
{% macro pairs_by(name, then_entries, now_entries, columns, of='true') -%}
{%- set sides = {'then': then_entries, 'now': now_entries} -%}
{%- for side, entries in sides.items() %}
{{ side }}_{{ name }} as (
    select
        *,
        row_number() over (
            partition by {{ columns | join(', ') }}
            order by entered_at, journey_number, entry_kind, funnel_entry_id
        ) as nth
    from {{ entries }}
    where {{ of }}
),
{% endfor %}
{{ name }} as (
    select
        then_side.funnel_entry_id as funnel_entry_id_then,
        now_side.funnel_entry_id
    from then_{{ name }} as then_side
    inner join now_{{ name }} as now_side
        on
            then_side.nth = now_side.nth
            {%- for column in columns %}
            and then_side.{{ column }} = now_side.{{ column }}
            {%- endfor %}
),

then_without_{{ name }} as (
    select *
    from {{ then_entries }}
    where funnel_entry_id not in (select funnel_entry_id_then from {{ name }})
),

now_without_{{ name }} as (
    select *
    from {{ now_entries }}
    where funnel_entry_id not in (select funnel_entry_id from {{ name }})
)
{%- endmacro %}

{# The last day of that time, in the agreement's zone. #}
{% macro compared_through() -%}
{{ agreed_day("(" ~ compared_until() ~ " - interval '1 microsecond')") }}
{%- endmacro %}

{# Which cause is told first where an entry has several: it carries the effect on the KPIs. #}
{% macro cause_order(cause) -%}
case {{ cause }}
    when 'definition' then 1
    when 'merged' then 2
    when 'identified' then 3
    when 'reopened' then 4
    when 'erased' then 5
    when 'edited at source' then 6
    when 'late data' then 7
    else 8
end
{%- endmacro %}

{# As many runs stay readable as `pipelines/publish.py` keeps, and each month's last. #}
{% macro kept_runs() -%}
7
{%- endmacro %}

{# One entry, restated by one step between two builds, for one cause. #}
{% macro restatement_id(causes) -%}
{{ entry_id(['reported.run_id', 'reported.as_of', 'as_of.as_of', causes ~ '.pair_id', causes ~ '.cause']) }}
{%- endmacro %}
