{#
  What DuckDB and Spark say differently, kept in one place. A second engine adds
  `<adapter>__<macro>` beside each `duckdb__<macro>`; no model changes.
#}

{# A keyed pseudonym (HMAC-SHA256, 128 bits of it). The key is set on the connection and is in
   no file and no compiled statement; NULL in, NULL out. #}
{% macro pseudonym(kind, key) %}{{ return(adapter.dispatch('pseudonym')(kind, key)) }}{% endmacro %}
{% macro duckdb__pseudonym(kind, key) -%}
left(
    sha256(
        getvariable('hmac_outer')
        || unhex(sha256(getvariable('hmac_inner') || encode('{{ kind }}:' || {{ key }})))
    ),
    32
)
{%- endmacro %}

{# An instant from a vendor's text: ISO 8601 with or without zone (UTC then), or epoch
   milliseconds. TIMESTAMP in UTC; NULL where it cannot be read. #}
{% macro utc_instant(text) %}{{ return(adapter.dispatch('utc_instant')(text)) }}{% endmacro %}
{% macro duckdb__utc_instant(text) -%}
case
    when regexp_full_match({{ text }}, '[0-9]{12,14}')
        then make_timestamp(cast({{ text }} as bigint) * 1000)
    else cast(
        try_cast(regexp_replace({{ text }}, '([+-][0-9]{2})([0-9]{2})$', '\1:\2') as timestamptz)
        as timestamp
    )
end
{%- endmacro %}

{# TIMESTAMP from microseconds since 1970, UTC. #}
{% macro from_microseconds(number) %}{{ return(adapter.dispatch('from_microseconds')(number)) }}{% endmacro %}
{% macro duckdb__from_microseconds(number) -%}
make_timestamp({{ number }})
{%- endmacro %}

{# The day of an instant in the agreement's time zone. #}
{% macro agreed_day(instant) %}{{ return(adapter.dispatch('agreed_day')(instant)) }}{% endmacro %}
{% macro duckdb__agreed_day(instant) -%}
cast(timezone('{{ agreed_time_zone() }}', timezone('UTC', {{ instant }})) as date)
{%- endmacro %}

{# 23:59:59 of a day in the agreement's time zone, as a UTC instant (semantics 18 and 28). #}
{% macro end_of_agreed_day(day) %}{{ return(adapter.dispatch('end_of_agreed_day')(day)) }}{% endmacro %}
{% macro duckdb__end_of_agreed_day(day) -%}
timezone(
    'UTC',
    timezone(
        '{{ agreed_time_zone() }}',
        cast({{ day }} as timestamp) + interval '23 hours 59 minutes 59 seconds'
    )
)
{%- endmacro %}

{# One day per row, column `day`, both ends included. #}
{% macro days_between(first_day, last_day) %}{{ return(adapter.dispatch('days_between')(first_day, last_day)) }}{% endmacro %}
{% macro duckdb__days_between(first_day, last_day) -%}
select cast(unnest(generate_series({{ first_day }}, {{ last_day }}, interval '1 day')) as date) as day
{%- endmacro %}

{# A list of evidence clauses: [{clause, field, operator, wanted, got}], got being SQL. #}
{% macro evidence_list(clauses, source_record_id) %}{{ return(adapter.dispatch('evidence_list')(clauses, source_record_id)) }}{% endmacro %}
{% macro duckdb__evidence_list(clauses, source_record_id) -%}
[
    {%- for item in clauses %}
    struct_pack(
        clause := '{{ item.clause }}',
        field := '{{ item.field }}',
        operator := '{{ item.operator }}',
        wanted := '{{ item.wanted | replace("'", "''") }}',
        got := cast({{ item.got }} as varchar),
        source_record_id := {{ source_record_id }}
    ){{ "," if not loop.last }}
    {%- endfor %}
]
{%- endmacro %}

{# The connected components of a table of edges (node_a, node_b): (node, component), component
   being the smallest node. Ends on circles and chains of any length. #}
{% macro connected_components(edges) %}{{ return(adapter.dispatch('connected_components')(edges)) }}{% endmacro %}
{% macro duckdb__connected_components(edges) -%}
with recursive both_ways as (  -- noqa: PRS
    select node_a, node_b from {{ edges }}
    union
    select node_b as node_a, node_a as node_b from {{ edges }}
),

components (node, component) using key (node) as (
    select distinct node_a as node, node_a as component from both_ways
    union
    select
        both_ways.node_b as node,
        min(components.component) as component
    from components
    inner join both_ways on components.node = both_ways.node_a
    inner join recurring.components as known on both_ways.node_b = known.node
    where components.component < known.component
    group by both_ways.node_b
)

select node, component from components
{%- endmacro %}

{# A dense, unkeyed id of parts that are pseudonyms already. #}
{% macro entry_id(parts) -%}
md5({% for part in parts %}coalesce(cast({{ part }} as varchar), '-'){{ " || '|' || " if not loop.last }}{% endfor %})
{%- endmacro %}

{# One text for all different texts of a group, whatever their order. #}
{% macro digest_of_set(text) %}{{ return(adapter.dispatch('digest_of_set')(text)) }}{% endmacro %}
{% macro duckdb__digest_of_set(text) -%}
md5(string_agg(distinct {{ text }}, ',' order by {{ text }}))
{%- endmacro %}

{# A vendor's flag, in any of its spellings. #}
{% macro is_true(text) -%}
coalesce(lower(trim({{ text }})) in ('true', '1', 'yes', 'y'), false)
{%- endmacro %}

{# Salesforce ids: the first 15 characters are the whole id, the last three only a check. #}
{% macro salesforce_key(object, id) -%}
'salesforce:{{ object }}:' || left(nullif(trim({{ id }}), ''), 15)
{%- endmacro %}

{# A person's or an owner's address, normalised (semantics 1): lower case, without the blanks, tabs,
   line ends and hard blanks that exports put around it; NULL where nothing is left. #}
{% macro normalised_email(text) %}{{ return(adapter.dispatch('normalised_email')(text)) }}{% endmacro %}
{% macro duckdb__normalised_email(text) -%}
nullif(lower(regexp_replace({{ text }}, '^[\s\x{00A0}]+|[\s\x{00A0}]+$', '', 'g')), '')
{%- endmacro %}

{# A name as names are compared where a tool has no ids: lower case, blanks run together; NULL where
   nothing is left. #}
{% macro folded_name(text) %}{{ return(adapter.dispatch('folded_name')(text)) }}{% endmacro %}
{% macro duckdb__folded_name(text) -%}
nullif(lower(trim(regexp_replace({{ text }}, '[\s\x{00A0}]+', ' ', 'g'))), '')
{%- endmacro %}

{# Whole seconds from one instant to another. #}
{% macro seconds_between(earlier, later) %}{{ return(adapter.dispatch('seconds_between')(earlier, later)) }}{% endmacro %}
{% macro duckdb__seconds_between(earlier, later) -%}
date_diff('second', {{ earlier }}, {{ later }})
{%- endmacro %}

{# Whole microseconds from one instant to another. #}
{% macro microseconds_between(earlier, later) %}{{ return(adapter.dispatch('microseconds_between')(earlier, later)) }}{% endmacro %}
{% macro duckdb__microseconds_between(earlier, later) -%}
date_diff('microsecond', {{ earlier }}, {{ later }})
{%- endmacro %}

{# The instant so many microseconds after another; an interval times a number holds only 36 minutes. #}
{% macro microseconds_after(instant, number) %}{{ return(adapter.dispatch('microseconds_after')(instant, number)) }}{% endmacro %}
{% macro duckdb__microseconds_after(instant, number) -%}
{{ instant }} + to_microseconds({{ number }})
{%- endmacro %}

{# Days from one date to another. #}
{% macro days_from(earlier, later) %}{{ return(adapter.dispatch('days_from')(earlier, later)) }}{% endmacro %}
{% macro duckdb__days_from(earlier, later) -%}
date_diff('day', {{ earlier }}, {{ later }})
{%- endmacro %}

{# One row per word of a list that a vendor wrote with semicolons. #}
{% macro each_word(text) %}{{ return(adapter.dispatch('each_word')(text)) }}{% endmacro %}
{% macro duckdb__each_word(text) -%}
trim(unnest(string_split({{ text }}, ';')))
{%- endmacro %}

{# One row per key of a text that is a JSON object. #}
{% macro each_key(json) %}{{ return(adapter.dispatch('each_key')(json)) }}{% endmacro %}
{% macro duckdb__each_key(json) -%}
unnest(json_keys({{ json }}))
{%- endmacro %}

{# The value of a JSON object's key as text; NULL where it is null. #}
{% macro json_text(json, key) %}{{ return(adapter.dispatch('json_text')(json, key)) }}{% endmacro %}
{% macro duckdb__json_text(json, key) -%}
json_extract_string({{ json }}, '$."' || replace({{ key }}, '"', '') || '"')
{%- endmacro %}

{# Whether a text holds a pattern. #}
{% macro holds_pattern(text, pattern) %}{{ return(adapter.dispatch('holds_pattern')(text, pattern)) }}{% endmacro %}
{% macro duckdb__holds_pattern(text, pattern) -%}
regexp_matches({{ text }}, '{{ pattern }}')
{%- endmacro %}

{# Ends the query with a message: what must never be answered is not. #}
{% macro raise_error(message) %}{{ return(adapter.dispatch('raise_error')(message)) }}{% endmacro %}
{% macro duckdb__raise_error(message) -%}
error({{ message }})
{%- endmacro %}
