-- every journey whose counted entry into a stage is another under the draft: a counted entry is neither
-- inferred nor excluded; a stage is entered once
create table memory.after.movements as
with before as (
    select * from before.main.fct_funnel
    where stage_order > 1 and entry_kind <> 'inferred' and excluded_by is null
),

after as (
    select * from memory.after.fct_funnel
    where stage_order > 1 and entry_kind <> 'inferred' and excluded_by is null
)

select
    coalesce(before.journey_id, after.journey_id) as journey_id,
    coalesce(before.person_id, after.person_id) as person_id,
    coalesce(before.stage_id, after.stage_id) as stage_id,
    before.entered_at as before_at,
    after.entered_at as after_at,
    after.entry_kind as after_kind,
    coalesce(after.persona_id, before.persona_id, 'none') as persona_id,
    coalesce(after.channel, before.channel) as channel,
    case
        when before.entered_at is null then 'in'
        when after.entered_at is null then 'out'
        when after.entered_at < before.entered_at then 'earlier'
        when after.entered_at > before.entered_at then 'later'
        else 'same'
    end as moved
from before
full join after on before.journey_id = after.journey_id and before.stage_id = after.stage_id
where greatest(before.entered_at, after.entered_at) >= $since
