"""The agreement's values as tables (schema `agreement`): what feeds dimensions, targets and pages.

No threshold of a condition is in them: conditions are compiled to SQL. To add a table, add its
columns to COLUMNS, its rows to `table_rows.py`, and its name to dbt's `models/sources.yml`.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from expectations.annexes import Annexes
from expectations.calendars import working_intervals
from expectations.schema import Agreement
from expectations.table_rows import (
    Row,
    acknowledgement_rows,
    definition_of,
    promise_seconds,
    rows_by_table,
)

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = [
    "COLUMNS",
    "definition_of",
    "load_agreement_tables",
    "promise_seconds",
    "table_rows",
    "to_csv",
]

COLUMNS: dict[str, str] = {
    "versions": """
        agreement_version varchar, title varchar, effective_from date, review_by date,
        time_zone varchar, currency varchar, fiscal_year_starts_in integer, digest varchar,
        is_signed boolean, signed_by_marketing varchar, signed_by_sales varchar,
        is_retroactive boolean""",
    "stages": """
        agreement_version varchar, stage_id varchar, label varchar, plural varchar,
        stage_order integer, owner_team varchar, kind varchar, definition varchar,
        window_days integer""",
    "exits": "agreement_version varchar, exit_id varchar, label varchar, after_days integer",
    "exit_reasons": """
        agreement_version varchar, exit_id varchar, reason_id varchar, label varchar,
        words varchar""",
    "personas": """
        agreement_version varchar, persona_id varchar, label varchar, definition varchar,
        say varchar, pains varchar, confirmed_by_marketing varchar, confirmed_by_sales varchar,
        persona_order integer""",
    "labels": """
        agreement_version varchar, tool varchar, field varchar, word varchar, stage_id varchar""",
    "handoffs": """
        agreement_version varchar, stage_id varchar, persona_id varchar, to_team varchar,
        within varchar, say varchar, next_step varchar, asset varchar""",
    "promises": """
        agreement_version varchar, promise_id varchar, label varchar, team varchar,
        to_team varchar, unit varchar, direction varchar, target double, tolerance double""",
    "kpis": """
        agreement_version varchar, kpi_id varchar, label varchar, plural varchar, owner varchar,
        counts varchar, stage_id varchar, window_days integer, direction varchar,
        definition varchar, counted varchar, kpi_order integer""",
    "kpi_targets": "agreement_version varchar, kpi_id varchar, month date, target double",
    "cadence": """
        agreement_version varchar, meeting_id varchar, label varchar, every varchar,
        marketing varchar, sales varchar""",
    "terms": """
        agreement_version varchar, part varchar, term_id varchar, label varchar,
        sentence varchar, term_order integer""",
    "exchange_rates": "currency varchar, day date, rate decimal(18, 8)",
}
# made when the tables are loaded, and compiled to no file: working hours, some 16,000 rows expanded
# from the calendars that nobody reviews, and who has read what, which is no term
LOADED: dict[str, str] = {
    "calendar_intervals": """
        calendar_id varchar, starts_at timestamp, ends_at timestamp, seconds bigint,
        seconds_before bigint""",
    "acknowledgements": """
        agreement_version varchar, reader_name varchar, reader_key varchar, team varchar,
        read_on date, is_of_these_terms boolean""",
}


def table_rows(agreements: list[Agreement], annexes: Annexes) -> dict[str, list[Row]]:
    """Return every table's rows, in the document's order."""
    rows: dict[str, list[Row]] = {name: [] for name in COLUMNS}
    for name, row in rows_by_table(agreements, annexes):
        rows[name].append(row)
    return rows


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
    columns = {**COLUMNS, **LOADED}
    rows["calendar_intervals"] = list(working_intervals(agreements, annexes))
    rows["acknowledgements"] = list(acknowledgement_rows(agreements, annexes))
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
