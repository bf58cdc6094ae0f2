"""The agreement's values as tables (schema `agreement`): what feeds dimensions, targets and pages.

No threshold of a condition is in them: conditions are compiled to SQL. To add a table, add its
columns to COLUMNS, its rows to `table_rows`, and its name to dbt's `models/sources.yml`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from expectations.annexes import Annexes
from expectations.calendars import calendar_id, seconds_per_day, working_intervals
from expectations.conditions import sentence
from expectations.schema import Agreement, Promise, Stage
from expectations.signatures import digest, is_retroactive, is_signed, signature_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Row = tuple[Any, ...]

COLUMNS: dict[str, str] = {
    "versions": """
        agreement_version varchar, title varchar, effective_from date, review_by date,
        time_zone varchar, currency varchar, fiscal_year_starts_in integer, digest varchar,
        is_signed boolean, signed_by_marketing varchar, signed_by_sales varchar,
        is_retroactive boolean""",
    "teams": "agreement_version varchar, team varchar, label varchar",
    "stages": """
        agreement_version varchar, stage_id varchar, label varchar, plural varchar,
        stage_order integer, owner_team varchar, kind varchar, definition varchar""",
    "exits": "agreement_version varchar, exit_id varchar, label varchar, after_days integer",
    "exit_reasons": """
        agreement_version varchar, exit_id varchar, reason_id varchar, label varchar,
        words varchar""",
    "personas": """
        agreement_version varchar, persona_id varchar, label varchar, say varchar, pains varchar,
        confirmed_by_marketing varchar, confirmed_by_sales varchar""",
    "exclusions": "agreement_version varchar, exclusion_id varchar, label varchar",
    "labels": """
        agreement_version varchar, tool varchar, field varchar, word varchar, stage_id varchar""",
    "handoffs": """
        agreement_version varchar, stage_id varchar, persona_id varchar, to_team varchar,
        within varchar, say varchar, next_step varchar, asset varchar""",
    "promises": """
        agreement_version varchar, promise_id varchar, label varchar, team varchar,
        to_team varchar, stage_id varchar, act varchar, unit varchar, direction varchar,
        target double, tolerance double, within_seconds bigint, clock varchar,
        calendar_id varchar""",
    "calendars": """
        agreement_version varchar, calendar_id varchar, team varchar, time_zone varchar,
        days varchar, hours varchar, days_off varchar""",
    "kpis": """
        agreement_version varchar, kpi_id varchar, label varchar, plural varchar, owner varchar,
        counts varchar, stage_id varchar, window_days integer, direction varchar,
        definition varchar, kpi_order integer""",
    "kpi_targets": "agreement_version varchar, kpi_id varchar, month date, target double",
    "cadence": """
        agreement_version varchar, meeting_id varchar, label varchar, every varchar,
        marketing varchar, sales varchar""",
    "exchange_rates": "currency varchar, day date, rate decimal(18, 8)",
}
# expanded from `calendars` when they are loaded: some 16,000 rows that nobody reviews
INTERVALS = """
    calendar_id varchar, starts_at timestamp, ends_at timestamp, seconds bigint,
    seconds_before bigint"""


def promise_seconds(agreement: Agreement, promise: Promise) -> int | None:
    """Return within how many seconds an act is promised: working ones on a business clock."""
    if promise.within is None:
        return None
    number, unit = promise.within.split(" ")
    seconds = {"minutes": 60, "hours": 3600, "days": 86400}[unit]
    if unit == "days" and promise.clock == "business":
        seconds = next(
            seconds_per_day(item) for item in agreement.calendars if item.id == promise.calendar
        )
    return int(number) * seconds


def definition_of(stage: Stage, agreement: Agreement) -> str:
    """Return a stage's condition as a sentence of the agreement."""
    if stage.enter_when is None:
        return "A web session."
    said = sentence(stage.enter_when, agreement.attributes)
    return said[:1].upper() + said[1:] + "."


def table_rows(agreements: list[Agreement], annexes: Annexes) -> dict[str, list[Row]]:
    """Return every table's rows, in the document's order."""
    rows: dict[str, list[Row]] = {name: [] for name in COLUMNS}
    for agreement in agreements:
        for name, found in _rows_of(agreement, annexes).items():
            rows[name] += [(agreement.version, *row) for row in found]
    if annexes.exchange_rates:
        rows["exchange_rates"] = [
            (item.currency, item.valid_from, item.rate) for item in annexes.exchange_rates.rates
        ]
    return rows


def _rows_of(agreement: Agreement, annexes: Annexes) -> dict[str, Iterable[Row]]:
    """Return one version's rows of every table, without the version's own column."""
    a = agreement
    return {
        "versions": [_version_row(a)],
        "teams": [(item.id, item.label) for item in a.parties],
        "stages": [
            (s.id, s.label, s.plural, place, s.owner, s.kind, definition_of(s, a))
            for place, s in enumerate(a.stages, start=1)
        ],
        "exits": [(item.id, item.label, item.after_days) for item in a.exits],
        "exit_reasons": [
            (way.id, reason.id, reason.label, ";".join(reason.words) or None)
            for way in a.exits
            for reason in way.reasons
        ],
        "personas": [
            (
                p.id,
                p.label,
                p.say,
                "; ".join(p.pains),
                p.confirmed_by.marketing,
                p.confirmed_by.sales,
            )
            for p in a.personas
        ],
        "exclusions": [(item.id, item.label) for item in a.exclusions],
        "labels": [
            (labels.tool, labels.field, word, meaning)
            for labels in a.labels
            for word, meaning in labels.means.items()
        ],
        "handoffs": [
            (h.stage, h.persona, h.to, h.within, h.say, h.next_step, h.asset) for h in a.handoffs
        ],
        "promises": [
            (
                *(p.id, p.label, p.by, p.to, p.stage, p.act or p.rate, p.unit, p.direction),
                *(p.target, p.tolerance, promise_seconds(a, p), p.clock),
                calendar_id(a, p.calendar) if p.calendar else None,
            )
            for p in a.promises
        ],
        "calendars": [
            (
                *(calendar_id(a, c.id), c.team, c.time_zone, " ".join(c.days), c.hours),
                " ".join(day.isoformat() for day in sorted(annexes.days_off(c.holidays))),
            )
            for c in a.calendars
        ],
        "kpis": [
            (
                *(k.id, k.label, k.plural, k.owner, k.counts, k.stage, k.window_days),
                *(k.direction, k.definition, place),
            )
            for place, k in enumerate(a.kpis, start=1)
        ],
        "kpi_targets": [
            (k.id, f"{month}-01", target) for k in a.kpis for month, target in k.targets.items()
        ],
        "cadence": [
            (m.id, m.label, m.every, "; ".join(m.marketing), "; ".join(m.sales)) for m in a.cadence
        ],
    }


def _version_row(agreement: Agreement) -> Row:
    signed = [signature_of(agreement, party) for party in ("marketing", "sales")]  # type: ignore[arg-type]
    return (
        agreement.title,
        agreement.effective_from,
        agreement.review_by,
        agreement.time_zone,
        agreement.currency,
        agreement.fiscal_year_starts_in,
        digest(agreement),
        is_signed(agreement),
        *(f"{item.name}, {item.role}, {item.signed_on}" if item else None for item in signed),
        is_retroactive(agreement),
    )


def to_csv(name: str, rows: list[Row]) -> str:
    """Return a table as CSV with a header: dates in ISO form, nothing for what is not said."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_names(COLUMNS[name]))
    writer.writerows(["" if value is None else str(value) for value in row] for row in rows)
    return text.getvalue()


def load_agreement_tables(
    connection: DuckDBPyConnection, agreements: list[Agreement], annexes: Annexes
) -> dict[str, int]:
    """Make every table of schema `agreement` anew, in one transaction; return their row counts."""
    rows: dict[str, list[Row]] = table_rows(agreements, annexes)
    columns = {**COLUMNS, "calendar_intervals": INTERVALS}
    rows["calendar_intervals"] = list(working_intervals(agreements, annexes))
    connection.begin()
    try:
        connection.execute("create schema if not exists agreement")
        for name, declared in columns.items():
            connection.execute(f"create or replace table agreement.{name} ({declared})")
            _insert(connection, name, _names(declared), rows[name])
    except BaseException:
        connection.rollback()
        raise
    connection.commit()
    return {name: len(found) for name, found in rows.items()}


def _insert(connection: DuckDBPyConnection, table: str, names: list[str], rows: list[Row]) -> None:
    import pyarrow as pa

    if not rows:
        return
    given = pa.table([pa.array(values) for values in zip(*rows, strict=True)], names=names)
    connection.register("given_rows", given)
    listed = ", ".join(names)
    connection.execute(f"insert into agreement.{table} ({listed}) select {listed} from given_rows")
    connection.unregister("given_rows")


def _names(columns: str) -> list[str]:
    declared = columns.replace("decimal(18, 8)", "decimal")
    return [column.split()[0] for column in declared.split(",")]
