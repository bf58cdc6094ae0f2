"""The printed summary says what the published file says, as the pages write it."""

import re
from datetime import date

import duckdb
import pytest

from dashboard import figures as pages
from pipelines import figures
from pipelines.home import Home
from pipelines.summary import summarize_funnel

NUMBERS = (None, 0, 0.5, 7, 9_999.5, 10_000, 299_499, 999_500, 1_181_230.55, 12_345_678, 3e9, -42)
RATES = (None, 0, 0.0624, 0.0995, 0.1, 0.385, 0.3949, 1, 1.25)


@pytest.mark.parametrize("number", NUMBERS)
def test_numbers_are_written_as_on_the_pages(number: float | None) -> None:
    assert figures.count(number) == pages.count(number)
    for currency in ("EUR", "SEK"):
        assert figures.money(number, currency) == pages.money(number, currency)
        assert figures.quantity(number, currency) == pages.quantity(number, currency)


@pytest.mark.parametrize("rate", RATES)
def test_rates_are_written_as_on_the_pages(rate: float | None) -> None:
    assert figures.percent(rate) == pages.percent(rate)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2025, 11, 1), date(2025, 11, 22)),
        (date(2025, 9, 28), date(2025, 10, 2)),
        (date(2024, 12, 30), date(2025, 1, 2)),
        (date(2025, 6, 22), date(2025, 6, 22)),
    ],
)
def test_spans_are_written_as_on_the_pages(start: date, end: date) -> None:
    assert figures.day_range(start, end) == pages.day_range(start, end)


def test_every_kpi_promise_and_step_has_its_line(example: Home) -> None:
    lines = summarize_funnel(example.published)
    with duckdb.connect(example.published.resolve(), read_only=True) as connection:
        kpis = connection.execute(
            "select label, value from kpi_values where period_kind = 'quarter'"
            " and persona_id = 'all' and channel = 'all' and period_start = '2025-04-01'"
            " and unit = 'count' order by kpi_order"
        ).fetchall()
        promises = connection.execute("select distinct label from promise_scorecard").fetchall()
        steps = connection.execute(
            "select sum(entered), sum(moved_on) from stage_conversions"
            " where persona_id = 'all' group by stage_order order by stage_order"
        ).fetchall()

    assert len(kpis) == 6  # and revenue, in money
    for label, value in kpis:
        assert any(re.match(rf"  {label} +{value:.0f} ", line) for line in lines), label
    assert any(re.match(r"  Revenue +€\d", line) for line in lines)
    for (label,) in promises:
        assert sum(f"  {label}  " in line for line in lines) == 1, label
    arrows = [line for line in lines if "→" in line]
    assert len(arrows) == len(steps) == 6
    for line, (entered, moved_on) in zip(arrows, steps, strict=True):
        assert [int(number) for number in re.findall(r"(?<= )\d+(?= |$)", line)[:2]] == [
            entered,
            moved_on,
        ]


def test_no_line_is_wider_than_a_terminal(example: Home) -> None:
    assert [line for line in summarize_funnel(example.published) if len(line) > 84] == []
