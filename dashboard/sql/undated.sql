-- grain: one row, the entries of a span of days (of all days where none is given) that have no date of their
-- own: they count when they were delivered. Left out, as in the cards: inferred and excluded ones.
select
    count(*) as entry_count,
    count(*) filter (where time_basis = 'delivered') as undated_count,
    min(entered_on) filter (where time_basis = 'delivered') as first_day,
    max(entered_on) filter (where time_basis = 'delivered') as last_day
from fct_funnel
where
    entry_kind != 'inferred'
    and excluded_by is null
    and entered_on >= coalesce(cast($start as date), entered_on)
    and entered_on <= coalesce(cast($end as date), entered_on)
