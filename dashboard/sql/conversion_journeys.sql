-- grain: one row per journey behind the figures of one step, the newest entry first, with the evidence
-- that let it in and what happened at that moment
with listed as (
    select
        steps.funnel_entry_id,
        steps.journey_id,
        steps.entered_at,
        steps.entry_kind,
        steps.outcome,
        steps.ended_at,
        steps.moved_kind,
        steps.exit_id,
        steps.is_in_window,
        steps.is_window_over,
        steps.elapsed_seconds / 86400.0 as elapsed_days,
        coalesce(steps.persona_id, 'none') as persona,
        coalesce(steps.channel, 'none') as channel,
        coalesce(steps.account_segment, 'none') as segment,
        coalesce(steps.owner_id, 'none') as owner,
        owners.team as owner_team,
        steps.agreement_version,
        count(*) over () as found
    from stage_steps as steps
    left join dim_owner as owners on steps.owner_id = owners.owner_id
    where
        steps.from_stage_id = $from_stage_id
        and steps.to_stage_id = $to_stage_id
        and steps.cohort_start between $start and $last_month
        and $value = case $dimension
            when 'persona' then coalesce(steps.persona_id, 'none')
            when 'channel' then coalesce(steps.channel, 'none')
            when 'owner' then coalesce(steps.owner_id, 'none')
            when 'segment' then coalesce(steps.account_segment, 'none')
            else 'all'
        end
        and case $ending
            when 'in time' then steps.is_in_window
            when 'moved on later' then steps.outcome = 'moved_on' and not steps.is_in_window
            when 'left' then steps.outcome = 'left'
            when 'still open' then steps.outcome = 'open'
            when 'too young' then steps.outcome = 'open' and not steps.is_window_over
            else true
        end
    order by steps.entered_at desc, steps.funnel_entry_id
    limit $most
)

select
    listed.*,
    entries.evidence,
    (
        select min(timeline.kind)
        from timeline
        where
            timeline.person_id = entries.person_id
            and timeline.occurred_at = entries.entered_at
            and timeline.source_record_id = entries.source_record_id
    ) as act
from listed
inner join fct_funnel as entries on listed.funnel_entry_id = entries.funnel_entry_id
order by listed.entered_at desc, listed.funnel_entry_id
