{# What each KPI counts of each entry (semantics 23): one row per KPI and entry at its stage, `value`
   being 0 where the entry is no case of it. Excluded records count in none; distinct visitors are
   counted per period. `entries` names a relation with the columns of fct_funnel. #}
{% macro counts_of_entries(entries) -%}
select
    kpis.kpi_id,
    case when kpis.counts = 'amount' then coalesce(entries.booked_on, entries.entered_on) else entries.entered_on end
        as day,
    coalesce(entries.persona_id, 'none') as persona_id,
    entries.channel,
    entries.entry_kind,
    entries.funnel_entry_id,
    entries.entered_at,
    case
        when entries.entry_kind = 'inferred' then 0
        when kpis.counts = 'people_first' and entries.entry_number > 1 then 0
        when kpis.counts = 'sessions' and not (entries.entry_kind = 'observed' and entries.stage_order = 1) then 0
        {# a deal counts where its stage was entered, by condition or by implication: it stands once #}
        when kpis.counts in ('deals', 'amount') and entries.opportunity_id is null then 0
        when kpis.counts = 'amount' then cast(coalesce(entries.amount_reporting, 0) as double)
        else 1
    end as value
from (
    select
        *,
        {{ agreed_version('entered_at') }} as day_version
    from {{ entries }}
    where excluded_by is null
) as entries
inner join {{ source('agreement', 'kpis') }} as kpis
    on
        entries.day_version = kpis.agreement_version
        and entries.stage_id = kpis.stage_id
where kpis.counts <> 'visitors'
{%- endmacro %}

{# One row per KPI that counts distinct visitors, month and visitor, on the first visit of that month:
   so counted, a month's visitors can be told from the rows. `entries` as above. #}
{% macro monthly_visitors(entries) -%}
select
    kpis.kpi_id,
    entries.entered_on as day,
    entries.funnel_entry_id,
    entries.entered_at,
    1 as value
from {{ entries }} as entries
inner join {{ source('agreement', 'kpis') }} as kpis
    on
        entries.stage_id = kpis.stage_id
        and kpis.counts = 'visitors'
        and kpis.agreement_version = {{ version_in_force() }}
where
    entries.entry_kind = 'observed'
    and entries.excluded_by is null
    and entries.visitor_id is not null
qualify row_number() over (
    partition by kpis.kpi_id, entries.visitor_id, date_trunc('month', entries.entered_on)
    order by entries.entered_at, entries.funnel_entry_id
) = 1
{%- endmacro %}

{# Everything that the KPIs count of a relation's entries, by entry, KPI and day. #}
{% macro counted_days(entries) -%}
select
    kpi_id,
    day,
    funnel_entry_id,
    entered_at,
    cast(value as double) as value
from ({{ counts_of_entries(entries) }}) as counts
where value <> 0
union all
select
    kpi_id,
    day,
    funnel_entry_id,
    entered_at,
    cast(value as double) as value
from ({{ monthly_visitors(entries) }}) as visitors
{%- endmacro %}
