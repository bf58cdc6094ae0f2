-- grain: one row per currency other than the reporting one and whether a rate is agreed for it, what was
-- won in it by booking date; without a rate it is in no figure
select
    won.currency,
    won.amount_reporting is not null as is_priced,
    sum(won.amount) as amount
from fct_funnel as won
where
    won.stage_id = 'won'
    and won.amount is not null
    and won.booked_on between $start and $end
    and won.excluded_by is null
    and won.currency != (
        select max(agreement.currency)
        from dim_agreement as agreement
        where agreement.is_current
    )
group by won.currency, is_priced
order by won.currency, is_priced
