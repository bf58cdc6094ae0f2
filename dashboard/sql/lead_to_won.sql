-- grain: one row, the median days from lead to won of the journeys won in the period. Left out: inferred
-- entries and times that are only a delivery's (neither has a duration), and excluded records.
select
    count(*) as deal_count,
    median(date_diff('second', lead.entered_at, won.entered_at) / 86400.0) as median_days
from fct_funnel as won
inner join fct_funnel as lead
    on
        won.journey_id = lead.journey_id
        and lead.stage_id = 'lead'
where
    won.stage_id = 'won'
    and won.entered_on between $start and $end
    and won.excluded_by is null
    and won.entry_kind != 'inferred'
    and lead.entry_kind != 'inferred'
    and won.time_basis != 'delivered'
    and lead.time_basis != 'delivered'
