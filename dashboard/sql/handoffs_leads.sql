-- grain: one row per lead that is with sales now, by what is due next; what asks for nothing comes last
with chosen as (
    select
        leads.*,
        stages.label as stage,
        coalesce(leads.owner_id, 'none') as owner,
        coalesce(leads.persona_id, 'none') as persona,
        sent_stages.label as sent_stage,
        sent_stages.owner_team as sent_team
    from open_handoffs as leads
    left join dim_stage as stages on leads.stage_id = stages.stage_id and stages.is_current
    left join dim_stage as sent_stages
        on leads.sent_stage_id = sent_stages.stage_id and sent_stages.is_current
    where
        ($owner = 'all' or coalesce(leads.owner_id, 'none') = $owner)
        and ($persona = 'all' or coalesce(leads.persona_id, 'none') = $persona)
        and ($stage = 'all' or leads.stage_id = $stage)
        and case $what
            when 'overdue' then leads.is_overdue
            when 'due later' then leads.due_at is not null and not leads.is_overdue
            when 'nothing due' then leads.due_at is null
            when 'with no rep' then leads.owner_kind <> 'rep'
            when 'without a plan' then leads.say is null
            else true
        end
)

select
    journey_id,
    person_id,
    stage_id,
    stage,
    persona,
    owner,
    owner_team,
    owner_kind,
    owner_since,
    since,
    promise_id,
    promise_label,
    clock,
    due_at,
    seconds_left,
    owed_count,
    is_overdue,
    to_team,
    agreed_within,
    say,
    next_step,
    asset,
    plan_persona_id,
    sent_stage,
    sent_team,
    sent_at,
    sent_kind,
    sent_evidence,
    sent_channel,
    reached_crm_at,
    taken_at,
    reassigned_count,
    count(*) over () as found_count
from chosen
order by due_at nulls last, since, journey_id
limit $most
