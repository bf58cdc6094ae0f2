"""Currencies: dated rates by the day of booking, none invented, never two of them in one sum."""

from decimal import Decimal

import pytest

from tests.pitfalls.conftest import Built


@pytest.mark.parametrize(
    ("closed_on", "converted"),
    [
        # the rate of 0.96 holds to the last day of March, that of 0.92 from the first of April
        ("2025-03-31", Decimal("960.00")),
        ("2025-04-01", Decimal("920.00")),
        # nobody agreed what a franc is worth
        ("2025-04-02", None),
    ],
)
def test_04_11_an_amount_is_converted_at_the_rate_of_the_day_it_was_booked(
    built: Built, closed_on: str, converted: Decimal | None
) -> None:
    assert built.rows(
        "select amount_reporting from fct_funnel where stage_id = 'won'"
        f" and booked_on = '{closed_on}' and currency <> 'EUR'"
    ) == [(converted,)]


def test_04_11_revenue_is_in_one_currency_and_holds_out_what_has_no_rate(built: Built) -> None:
    """April: 920.00 euros of D9's dollars; the 700 francs of D10 stand apart, and are shown."""
    assert (
        built.value(
            "select value from kpi_values where kpi_id = 'revenue' and period_kind = 'month'"
            " and period_start = '2025-04-01' and persona_id = 'all' and channel = 'all'"
        )
        == 920
    )
    assert built.value("select unit from kpi_values where kpi_id = 'revenue' limit 1") == "EUR"


def test_04_11_every_amount_names_its_currency(built: Built) -> None:
    assert built.value("select count(*) from fct_funnel where amount is not null") > 10
    assert not built.rows("from fct_funnel where amount is not null and currency is null")


@pytest.mark.parametrize(
    ("day", "quarter"), [("2025-01-01", 1), ("2025-03-31", 1), ("2025-04-01", 2), ("2025-12-31", 4)]
)
def test_04_11_a_fiscal_quarter_has_three_whole_months(
    built: Built, day: str, quarter: int
) -> None:
    """The fiscal year of this agreement starts in January."""
    assert built.rows(f"select fiscal_year, fiscal_quarter from dim_date where day = '{day}'") == [
        (2025, quarter)
    ]
