"""The printed summary says what the published file says, as the pages write it."""

import re

import duckdb

from pipelines.home import Home
from pipelines.summary import summarize_funnel


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
            " where dimension = 'all' group by stage_order order by stage_order"
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
