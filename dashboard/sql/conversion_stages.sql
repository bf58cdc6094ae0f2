-- grain: one row per stage, in order: its entries of the chosen months by how they were made, for one value
-- of one dimension
with

labels as (
    select
        stage_id,
        max_by(plural, agreement_version) as label,
        max_by(owner_team, agreement_version) as owner_team,
        max_by(stage_order, agreement_version) as stage_order
    from dim_stage
    group by stage_id
)

select
    labels.label,
    labels.owner_team,
    count(*) as entries,
    count(*) filter (where entry_kind = 'observed') as observed,
    count(*) filter (where entry_kind = 'policy') as by_policy,
    count(*) filter (where entry_kind = 'effective') as by_version,
    count(*) filter (where entry_kind = 'inferred') as inferred,
    count(*) filter (where time_basis = 'delivered') as undated
from fct_funnel
inner join labels on fct_funnel.stage_id = labels.stage_id
where
    excluded_by is null
    and date_trunc('month', entered_on) between $start and $last_month
    and $value = case $dimension
        when 'persona' then coalesce(persona_id, 'none')
        when 'channel' then coalesce(channel, 'none')
        when 'owner' then coalesce(owner_id, 'none')
        when 'segment' then coalesce(account_segment, 'none')
        else 'all'
    end
group by labels.label, labels.owner_team, labels.stage_order
order by labels.stage_order
