-- grain: one row per win rate, over the chosen months, for one value of one dimension: sums over sums
select
    win_rate_id,
    measure,
    cohort_basis,
    unit,
    sum(won) as won,
    sum(lost) as lost,
    sum(won_deals) as won_deals,
    sum(lost_deals) as lost_deals,
    sum(open_deals) as open_deals,
    sum(unpriced_deals) as unpriced_deals,
    sum(won) / nullif(sum(won + lost), 0) as win_rate
from win_rates
where
    dimension = $dimension
    and dimension_value = $value
    and month_start between $start and $last_month
group by all
order by cohort_basis, measure desc
