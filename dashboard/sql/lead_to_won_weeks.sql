-- grain: one row per full week of the last twelve, the median days from lead to won of its won deals
with

weeks as (
    select distinct
        period_start,
        period_end
    from kpi_values
    where
        period_kind = 'week'
        and is_complete
        and period_end <= $day
    order by period_start desc
    limit 12
),

won_deals as (
    select
        won.entered_on,
        date_diff('second', lead.entered_at, won.entered_at) / 86400.0 as lead_days
    from fct_funnel as won
    inner join fct_funnel as lead
        on
            won.journey_id = lead.journey_id
            and lead.stage_id = 'lead'
    where
        won.stage_id = 'won'
        and won.excluded_by is null
        and won.entry_kind != 'inferred'
        and lead.entry_kind != 'inferred'
        and won.time_basis != 'delivered'
        and lead.time_basis != 'delivered'
)

select
    weeks.period_start,
    median(won_deals.lead_days) as value
from weeks
left join won_deals
    on won_deals.entered_on between weeks.period_start and weeks.period_end
group by all
order by weeks.period_start
