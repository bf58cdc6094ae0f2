-- grain: one row per thing that happened in one journey's time: what was seen of the person, which stages
-- were entered, what was promised, and how it ended
with asked as (
    select *
    from dim_journey
    where journey_id = $journey_id
),

signals as (
    select
        timeline.occurred_at as happened_at,
        1 as rank,
        timeline.kind,
        any_value(
            case
                when timeline.kind in ('crm_label', 'marketing_label') then timeline.value
                when timeline.kind in ('deal_changed', 'deal_created') then timeline.value
                when timeline.kind = 'session' then timeline.channel
            end
        ) as detail,
        string_agg(
            distinct case when timeline.kind in ('attribute', 'record_created') then timeline.name end, ', '
        ) as names,
        case
            when starts_with(timeline.kind, 'deal_') then 'sales'
            when bool_or(timeline.is_activity) then 'lead'
            when timeline.kind = 'marketing_label' then 'marketing'
            when timeline.kind in ('attribute', 'record_created') then 'records'
            else 'sales'
        end as by_whom,
        any_value(timeline.owner_id) as owner_id,
        any_value(timeline.source_vendor) as source_vendor,
        any_value(timeline.time_basis) as time_basis
    from timeline
    inner join asked on timeline.person_id = asked.person_id
    where
        timeline.occurred_at >= asked.opened_at
        and (asked.exited_at is null or timeline.occurred_at <= asked.exited_at)
    group by timeline.occurred_at, timeline.kind, timeline.source_vendor
),

entries as (
    select
        funnel.entered_at as happened_at,
        2 as rank,
        'entry' as kind,
        coalesce(stages.label, funnel.stage_id) as detail,
        funnel.entry_kind as names,
        stages.owner_team as by_whom,
        funnel.owner_id,
        funnel.source_vendor,
        case when funnel.entry_kind in ('observed', 'inferred') then funnel.time_basis end as time_basis,
        funnel.evidence
    from fct_funnel as funnel
    inner join asked on funnel.journey_id = asked.journey_id
    left join dim_stage as stages on funnel.stage_id = stages.stage_id and stages.is_current
    where funnel.stage_id <> 'visit'
),

labels as (
    select
        term_id,
        max_by(label, agreement_version) as label
    from agreement_terms
    where part = 'promises'
    group by term_id
),

dues as (
    select
        owed.due_at as happened_at,
        3 as rank,
        case
            when owed.status = 'kept' then 'due_kept'
            when owed.is_late_now then 'due_waiting'
            when owed.status = 'broken' then 'due_late'
            when owed.status = 'pending' then 'due_ahead'
            else 'due_excused'
        end as kind,
        coalesce(labels.label, owed.promise_id) as detail,
        cast(null as varchar) as names,
        owed.team as by_whom,
        owed.owner_id
    from promise_obligations as owed
    inner join asked on owed.journey_id = asked.journey_id
    left join labels on owed.promise_id = labels.term_id
),

exits as (
    select
        exited_at as happened_at,
        4 as rank,
        'exit' as kind,
        exit_id as detail,
        exit_reason as names
    from asked
    where exited_at is not null
)

select happened_at, rank, kind, detail, names, by_whom, owner_id, source_vendor, time_basis, null as evidence
from signals
union all by name
select * from entries
union all by name
select * from dues
union all by name
select * from exits
order by happened_at, rank, kind, detail
