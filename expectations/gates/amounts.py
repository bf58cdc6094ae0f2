"""Rules of money: on deal stages only, each with its currency, never two of them in one sum."""

from collections.abc import Sequence

from expectations.conditions import quoted
from expectations.gates.checks import FUNNEL, Check, kpis_of, relation
from expectations.schema import Agreement, Condition

_PAID = f"{FUNNEL} where amount is not null"


def amounts_checks(agreements: Sequence[Agreement]) -> list[Check]:
    """Return the checks of amounts and currencies."""
    stages = [
        (agreement.version, stage.id)
        for agreement in agreements
        for stage in agreement.stages
        if stage.enter_when is not None and _asks_for_a_deal(stage.enter_when)
    ]
    kpis = kpis_of(agreements, {str(stage) for _, stage in stages})
    reporting = quoted(agreements[-1].currency)
    return [
        Check(
            "publish.amounts.stages",
            "Amounts stand only where the agreement asks for a deal",
            "stages",
            f"""
            select funnel_entry_id as example, 'an amount on ' || entries.stage_id as found
            from {FUNNEL} as entries left join {relation("version, stage", stages)}
                on entries.agreement_version = agreed.version and entries.stage_id = agreed.stage
            where (entries.amount is not null or entries.amount_reporting is not null)
                and agreed.stage is null""",
            examined=_PAID,
            kpis=kpis,
        ),
        Check(
            "publish.amounts.currency",
            "Every amount names its currency",
            "currency",
            f"""
            select funnel_entry_id as example, coalesce('currency ' || currency, 'none') as found
            from {_PAID} and coalesce(not regexp_full_match(currency, '[A-Z]{{3}}'), true)""",
            examined=_PAID,
            kpis=kpis,
        ),
        Check(
            "publish.amounts.converted",
            f"Amounts are shown in {agreements[-1].currency} at the agreed rate of their day",
            "currency",
            f"""
            with {_EXPECTED.format(reporting=reporting)}
            select funnel_entry_id as example,
                coalesce(amount_reporting, 0) || ' for ' || coalesce(amount, 0) || ' '
                || coalesce(currency, 'without currency') as found
            from expected
            where abs(coalesce(amount_reporting, 0) - coalesce(converted, 0)) > 0.01
                or (amount_reporting is null) <> (converted is null)""",
            examined=_PAID,
            kpis=kpis,
        ),
        Check(
            "publish.amounts.held_out",
            "Every amount has an agreed rate, so that none is held out of the totals",
            "currency",
            f"select stage_id as example, {_HELD_OUT} as found from {_PAID}"
            " and amount_reporting is null group by stage_id, currency",
            measured=f"(select coalesce(string_agg(held, ', ' order by held), 'nothing held out')"
            f" from (select {_HELD_OUT} || ' on ' || stage_id as held from {_PAID}"
            " and amount_reporting is null group by stage_id, currency))",
            expected="nothing held out",
            severity="warn",
            kpis=kpis,
        ),
    ]


_HELD_OUT = "coalesce(currency, '(no currency)') || ' ' || format('{:,.2f}', sum(amount)::double)"

# the rate of an amount's day: of its booking, else of its entry
_EXPECTED = f"""
rates as (
    select currency, day, rate, lead(day) over (partition by currency order by day) as until
    from work.agreement.exchange_rates
),
expected as (
    select entries.*,
        case
            when entries.currency = {{reporting}} then entries.amount
            else cast(entries.amount * rates.rate as decimal(18, 2))
        end as converted
    from {FUNNEL} as entries left join rates
        on entries.currency = rates.currency
        and coalesce(entries.booked_on, entries.entered_on) >= rates.day
        and coalesce(coalesce(entries.booked_on, entries.entered_on) < rates.until, true)
)"""


def _asks_for_a_deal(condition: Condition) -> bool:
    parts = getattr(condition, "all", None) or getattr(condition, "any", None)
    if parts:
        return any(_asks_for_a_deal(part) for part in parts)
    return getattr(condition, "field", None) in ("deal", "deal_stage")
