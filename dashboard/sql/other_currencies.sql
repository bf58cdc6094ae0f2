-- grain: one row per currency other than the reporting one, what was won in it by booking date
select
    won.currency,
    sum(won.amount) as amount
from fct_funnel as won
where
    won.stage_id = 'won'
    and won.booked_on between $start and $end
    and won.excluded_by is null
    and won.currency != (
        select max(agreement.currency)
        from dim_agreement as agreement
        where agreement.is_current
    )
group by won.currency
order by won.currency
