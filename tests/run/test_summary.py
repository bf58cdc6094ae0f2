"""The printed summary says what the published file says, as the pages write it."""

import re

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from pipelines.home import Home
from pipelines.summary import summarize_funnel
from tests.dashboard.conftest import APP, plain


def test_every_kpi_promise_and_step_has_its_line(example: Home) -> None:
    lines = summarize_funnel(example.published)
    with duckdb.connect(example.published.resolve(), read_only=True) as connection:
        kpis = connection.execute(
            "select any_value(label), max(value) filter (period_start = '2025-06-01'),"
            " max(value) filter (period_start = '2025-04-01' and period_kind = 'quarter')"
            " from kpi_values where period_kind in ('month', 'quarter')"
            " and persona_id = 'all' and channel = 'all' and unit = 'count'"
            " group by kpi_id order by min(kpi_order)"
        ).fetchall()
        promises = connection.execute("select distinct label from promise_scorecard").fetchall()
        steps = connection.execute(
            "select sum(entered), sum(moved_on) from stage_conversions"
            " where dimension = 'all' group by stage_order order by stage_order"
        ).fetchall()

    assert len(kpis) == 6  # and revenue, in money
    for label, june, quarter in kpis:
        figures = rf"  {label} +{june:.0f} +\S+ +{quarter:.0f} "
        assert any(re.match(figures, line) for line in lines), label
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


def test_the_verdicts_are_those_of_the_page(example: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """The terminal and the Overview judge by one rule and must read alike."""
    lines = summarize_funnel(example.published)
    monkeypatch.setenv("SMARKETING_HOME", str(example.root))
    for kind in ("month", "quarter"):
        page = AppTest.from_file(str(APP), default_timeout=30)
        page.query_params["period"] = kind
        page.run()
        assert plain(page.title[0].value) in lines
