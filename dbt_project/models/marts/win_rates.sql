{# grain: one row per win rate, month, dimension and its value. The four that go by one name: of the
   deals that closed in a month, or of those that were opened in it, by number or by amount; won over
   won and lost, NULL where neither is. Amounts are in the reporting currency alone: a deal without an
   agreed rate is in no amount, and counted as unpriced. #}
with deal_entries as (
    select * from {{ ref('fct_funnel') }}
    where
        opportunity_id is not null
        and stage_id in {{ sql_words(deal_stages()) }}
        and excluded_by is null
),

{# a deal is opened once, however many journeys it is in; what it was then is how it is sliced #}
opened as (
    select * from deal_entries
    qualify row_number() over (
        partition by opportunity_id order by entered_at, stage_order, funnel_entry_id
    ) = 1
),

won as (
    select
        opportunity_id,
        coalesce(booked_on, entered_on) as closed_on,
        amount_reporting
    from deal_entries
    where stage_id = 'won'
    qualify row_number() over (
        partition by opportunity_id order by entered_at desc, funnel_entry_id
    ) = 1
),

lost_journeys as (
    select
        opportunity_id,
        {{ agreed_day('exited_at') }} as closed_on,
        amount,
        currency
    from {{ ref('dim_journey') }}
    where exit_id = 'lost'
    qualify row_number() over (
        partition by opportunity_id order by exited_at desc, journey_id
    ) = 1
),

rates as (
    {{ dated_rates() }}
),

{# a lost deal stands on no stage: its final amount is converted here, at the day it was lost #}
lost as (
    select
        lost_journeys.opportunity_id,
        lost_journeys.closed_on,
        {{ in_reporting_currency('lost_journeys.amount', 'lost_journeys.currency', 'rates.rate') }}
            as amount_reporting
    from lost_journeys
    left join rates
        on
            lost_journeys.currency = rates.currency
            and lost_journeys.closed_on >= rates.valid_from
            and (rates.valid_until is null or lost_journeys.closed_on < rates.valid_until)
),

deals as (
    select
        opened.opportunity_id,
        opened.entered_on as opened_on,
        {{ slice_columns_of('opened') | trim }},
        case
            when won.opportunity_id is not null then 'won'
            when lost.opportunity_id is not null then 'lost'
            else 'open'
        end as outcome,
        coalesce(won.closed_on, lost.closed_on) as closed_on,
        case
            when won.opportunity_id is not null then won.amount_reporting
            else lost.amount_reporting
        end as amount_reporting
    from opened
    left join won on opened.opportunity_id = won.opportunity_id
    left join lost on opened.opportunity_id = lost.opportunity_id
),

counted as (
    select
        *,
        'opened' as cohort_basis,
        cast(date_trunc('month', opened_on) as date) as month_start
    from deals
    union all
    select
        *,
        'closed' as cohort_basis,
        cast(date_trunc('month', closed_on) as date) as month_start
    from deals
    where outcome <> 'open'
),

slices as (
    {{ sliced('counted') }}
),

measured as (
    select
        *,
        'deals' as measure,
        cast(1 as decimal(18, 2)) as size
    from slices
    union all
    select
        *,
        'amount' as measure,
        cast(amount_reporting as decimal(18, 2)) as size
    from slices
),

summed as (
    select
        measure,
        cohort_basis,
        month_start,
        dimension,
        dimension_value,
        {# summed exactly first: the same deals in another order are the same amount #}
        cast(coalesce(sum(case when outcome = 'won' then size end), 0) as double) as won,
        cast(coalesce(sum(case when outcome = 'lost' then size end), 0) as double) as lost,
        count(case when outcome = 'won' then 1 end) as won_deals,
        count(case when outcome = 'lost' then 1 end) as lost_deals,
        count(case when outcome = 'open' then 1 end) as open_deals,
        count(case when outcome <> 'open' and size is null then 1 end) as unpriced_deals
    from measured
    group by measure, cohort_basis, month_start, dimension, dimension_value
)

select
    measure || '_' || cohort_basis as win_rate_id,
    measure,
    cohort_basis,
    month_start,
    dimension,
    dimension_value,
    case measure when 'amount' then '{{ agreed_currency() }}' else 'count' end as unit,
    won,
    lost,
    won_deals,
    lost_deals,
    open_deals,
    unpriced_deals,
    won / nullif(won + lost, 0) as win_rate
from summed
