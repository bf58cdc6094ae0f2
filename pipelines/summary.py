"""The funnel in a screen of text, read from the published file; every rule stays in SQL.

To show another number, add it to a query in `pipelines/sql/` and a column here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from expectations import plans
from expectations.figures import UNKNOWN, count, day_range, percent, quantity
from pipelines.run import PUBLISHED, REBUILT, UNCHANGED, Outcome

SQL = Path(__file__).parent / "sql"
LOCKED: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": False,
    "lock_configuration": True,
}
STATUS = {"kept": "✓ kept", "at_risk": "! at risk", "broken": "✕ broken", "none": "— not due"}
OWNERS = {"both": "both teams", "marketing": "Marketing", "sales": "Sales"}

Row = dict[str, Any]


def summarize_funnel(funnel: Path, is_published: bool = True) -> list[str]:
    """Return the lines that sum up a published file; those not indented are headings."""
    with duckdb.connect(funnel.resolve(), read_only=True, config=LOCKED) as connection:
        facts = _rows(connection, "facts" if is_published else "facts_of_marts")[0]
        kpis = _rows(connection, "kpis")
        conversions = _rows(connection, "conversions")
        promises = _rows(connection, "promises")
    return [
        *_head(facts),
        *_kpis([Kpi(**row) for row in kpis], facts["data_through"]),
        *_conversions(conversions),
        *_promises(promises),
    ]


def _rows(connection: duckdb.DuckDBPyConnection, name: str) -> list[Row]:
    # without parameters, for which DuckDB would import pandas first
    answer = connection.execute((SQL / f"{name}.sql").read_text(encoding="utf-8"))
    names = [column[0] for column in answer.description or ()]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def _head(facts: Row) -> list[str]:
    span = "no rows yet"
    if facts["first_day"] and facts["data_through"]:
        span = day_range(facts["first_day"], facts["data_through"])
    told = f"agreement {facts['agreement_version']}"
    told += ", signed by both teams" if facts["is_signed"] else ", not signed"
    if facts["checks"]:
        told += f" · {count(facts['passed'])} of {count(facts['checks'])} checks passed"
    return [f"{facts['company'] or 'Rebuilt, not published'} · {span}", f"  {told}"]


@dataclass(frozen=True)
class Kpi:
    """One KPI in one period; None is unknown, never zero."""

    period_kind: str
    period_name: str
    period_start: date
    period_end: date
    kpi_id: str
    label: str
    owner: str
    unit: str
    value: float | None
    target: float | None
    pace: float | None
    pace_before: float | None
    plan_gap: float | None
    plan_ratio: float | None


def _judge(kpi: Kpi) -> plans.Deviation | None:
    few = plans.is_few(kpi.unit, (kpi.pace, kpi.pace_before))
    return plans.judged(kpi.plan_gap, kpi.plan_ratio, few)


def _kpis(kpis: Sequence[Kpi], through: date | None) -> list[str]:
    """Return the verdict on the month and on the quarter, and the figures behind both."""
    month = [kpi for kpi in kpis if kpi.period_kind == "month"]
    quarter = [kpi for kpi in kpis if kpi.period_kind == "quarter"]
    if not quarter or through is None:
        return ["", "KPIs: none in this period"]
    spans = [period[0] for period in (month, quarter) if period]
    heads = [head for kpi in spans for head in (kpi.period_name, "vs plan")]
    table = [("", *heads, f"{quarter[0].period_name} target", "")]
    by_id = {kpi.kpi_id: kpi for kpi in month}
    for kpi in quarter:
        pair = [by_id.get(kpi.kpi_id), kpi] if month else [kpi]
        cells = [cell for one in pair for cell in _figures(one)]
        table.append((kpi.label, *cells, quantity(kpi.target, kpi.unit), OWNERS[kpi.owner]))
    days = " · ".join(
        f"{kpi.period_name}: {day_range(kpi.period_start, min(kpi.period_end, through))}"
        for kpi in spans
    )
    return [
        "",
        *(plans.verdict(period[0].period_name, period, _judge) for period in (month, quarter)),
        "",
        f"KPIs · {days}",
        *_aligned(table, "<" + ">>" * len(spans) + "><"),
    ]


def _figures(kpi: Kpi | None) -> tuple[str, str]:
    """Return what was counted, and how far that is from the plan to date."""
    if kpi is None:
        return UNKNOWN, UNKNOWN
    found = _judge(kpi)
    return quantity(kpi.value, kpi.unit), found.figure if found else UNKNOWN


def _conversions(rows: Sequence[Row]) -> list[str]:
    table = [("", "", "", "entered", "moved on", "share", "still open")]
    table += [
        (
            row["from_stage"],
            "→",
            row["to_stage"],
            count(row["entered"]),
            count(row["moved_on"]),
            percent(row["rate"]),
            count(row["still_open"]),
        )
        for row in rows
    ]
    return ["", "Conversion · every journey so far", *_aligned(table, "<<<>>>>")]


def _promises(rows: Sequence[Row]) -> list[str]:
    lines: list[str] = []
    for team in ("marketing", "sales"):
        lines += ["", f"What {OWNERS[team]} promised · this quarter"]
        table = [("", "", "actual", "promised")]
        table += [
            (
                STATUS[row["status"]],
                row["label"],
                _measure(row["actual"], row["unit"]),
                ("≥ " if row["direction"] == "at_least" else "≤ ")
                + _measure(row["promised"], row["unit"]),
            )
            for row in rows
            if row["team"] == team
        ]
        lines += _aligned(table, "<<>>")
    return lines


def _measure(value: float | None, unit: str) -> str:
    return percent(value) if unit == "rate" else count(value)


def _aligned(table: Sequence[Sequence[str]], sides: str) -> list[str]:
    """Return a table's lines, each column as wide as its longest cell."""
    widths = [max(len(cell) for cell in column) for column in zip(*table, strict=True)]
    return [
        "  "
        + "  ".join(
            f"{cell:{side}{width}}" for cell, side, width in zip(row, sides, widths, strict=True)
        ).rstrip()
        for row in table
    ]


def what_next(outcome: Outcome) -> list[str]:
    """Return what a run did in one line, and where to look next."""
    files = "1 new file" if outcome.new_files == 1 else f"{count(outcome.new_files)} new files"
    told = {
        PUBLISHED: f"Published: {files}, {count(outcome.materialized)} assets",
        UNCHANGED: "Nothing new, nothing published",
        REBUILT: "Rebuilt as of then; what is published was not touched",
    }
    return [
        "",
        f"{told[outcome.state]}, {outcome.seconds:.1f} seconds",
        "",
        "Next",
        "  make dashboard    the pages that both leaders read",
        "  make dagster      every asset, check and run",
        f'  .venv/bin/duckdb -readonly {_short(outcome.funnel)} "from fct_funnel limit 5"',
    ]


def _short(path: Path) -> str:
    """Return a path as typed from here, where it lies below."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
