{# grain: one row per journey and deal stage entered: its amount (as at entry; final on won), and in the
   reporting currency by the annex's dated rate; unconverted where no rate is agreed. An amount stands
   once per deal and stage: where a deal's journey ended before the deal and another carries its closing,
   the first entry has it. #}
with entries as (
    select
        funnel_entries.journey_id,
        funnel_entries.stage_id,
        case
            when
                row_number() over (
                    partition by funnel_entries.opportunity_id, funnel_entries.stage_id
                    order by funnel_entries.entered_at, funnel_entries.journey_number
                ) = 1
                then funnel_entries.amount
        end as amount,
        funnel_entries.currency,
        case funnel_entries.stage_id when 'won' then bookings.booked_on end as booked_on,
        coalesce(
            case funnel_entries.stage_id when 'won' then bookings.booked_on end,
            {{ agreed_day('funnel_entries.entered_at') }}
        ) as rate_day
    from {{ ref('funnel_entries') }} as funnel_entries
    left join {{ ref('journey_bookings') }} as bookings
        on funnel_entries.journey_id = bookings.journey_id
    where
        funnel_entries.stage_id in {{ sql_words(deal_stages()) }}
        and funnel_entries.opportunity_id is not null
),

rates as (
    {{ dated_rates() }}
)

select
    entries.journey_id,
    entries.stage_id,
    entries.amount,
    entries.currency,
    entries.booked_on,
    {{ in_reporting_currency('entries.amount', 'entries.currency', 'rates.rate') }} as amount_reporting
from entries
left join rates
    on
        entries.currency = rates.currency
        and entries.rate_day >= rates.valid_from
        and (rates.valid_until is null or entries.rate_day < rates.valid_until)
