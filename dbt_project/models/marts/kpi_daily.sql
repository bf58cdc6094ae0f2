{# grain: one row per KPI, day, persona and channel: the roll-up that every period is a sum of. What
   a KPI counts is said by the agreement; excluded records count in none. Distinct visitors cannot be
   summed and are counted per period. #}
with kpis as (
    select * from {{ source('agreement', 'kpis') }}
    where counts <> 'visitors'
),

entries as (
    select
        *,
        coalesce(persona_id, 'none') as persona,
        {{ agreed_version('entered_at') }} as day_version
    from {{ ref('fct_funnel') }}
    where excluded_by is null
),

counted as (
    select
        kpis.kpi_id,
        kpis.counts,
        case when kpis.counts = 'amount' then coalesce(entries.booked_on, entries.entered_on) else entries.entered_on end
            as day,
        entries.persona as persona_id,
        entries.channel,
        entries.entry_kind,
        entries.amount_reporting,
        case
            when kpis.counts = 'people_first' then entries.entry_number = 1 and entries.entry_kind <> 'inferred'
            when kpis.counts = 'sessions' then entries.entry_kind = 'observed' and entries.stage_order = 1
            {# a deal counts where its stage was entered, by condition or by implication: it stands once #}
            when kpis.counts in ('deals', 'amount') then entries.opportunity_id is not null and entries.entry_kind <> 'inferred'
            else entries.entry_kind <> 'inferred'
        end as is_counted
    from entries
    inner join kpis
        on
            entries.day_version = kpis.agreement_version
            and entries.stage_id = kpis.stage_id
)

select
    kpi_id,
    day,
    persona_id,
    channel,
    sum(case
        when not is_counted then 0
        when counts = 'amount' then cast(coalesce(amount_reporting, 0) as double)
        else 1
    end) as value,
    count(case when entry_kind = 'inferred' then 1 end) as inferred_count
from counted
group by kpi_id, day, persona_id, channel
