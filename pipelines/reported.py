"""What was reported before, laid beside what is known now: schema `reported` of the work file.

The models of `dbt_project/models/restated/` hold both against each other; where nothing was
reported the tables are empty, and so is every restatement. To compare another column, add it to
TABLES and to `restated_entries.sql`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from expectations.conditions import quoted
from pipelines import warehouse
from pipelines.crashes import step
from pipelines.home import Home

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# the columns of each table, as the published file (or the marts of a rebuild) has them
TABLES = {
    "entries": """
        funnel_entry_id varchar, journey_id varchar, journey_number integer, person_id varchar,
        visitor_id varchar, opportunity_id varchar, stage_id varchar, stage_order integer,
        entered_at timestamp, entered_on date, observed_at timestamp, entry_number integer,
        entry_kind varchar, persona_id varchar, channel varchar, amount decimal(18, 2),
        currency varchar, amount_reporting decimal(18, 2), booked_on date, excluded_by varchar,
        source_vendor varchar, source_record_id varchar""",
    "source_digests": """
        subject_id varchar, kind varchar, source_record_id varchar, occurred_at timestamp,
        observed_at timestamp, opportunity_id varchar, source_vendor varchar,
        content_id varchar""",
    "kpi_values": "kpi_id varchar, period_start date, value double",
    "restatements": """
        restatement_id varchar, then_run_id varchar, then_as_of timestamp, now_run_id varchar,
        now_as_of timestamp, cause varchar, is_first_cause boolean, change varchar,
        stage_id varchar, funnel_entry_id_then varchar, funnel_entry_id varchar,
        person_id_then varchar, person_id varchar, entered_at_then timestamp,
        entered_at timestamp, entered_on_then date, entered_on date, entry_kind_then varchar,
        entry_kind varchar, persona_id_then varchar, persona_id varchar, channel_then varchar,
        channel varchar, amount_reporting_then decimal(18, 2),
        amount_reporting decimal(18, 2), amount_difference decimal(18, 2),
        booked_on_then date, booked_on date, excluded_by_then varchar, excluded_by varchar""",
    "restatement_effects": """
        restatement_id varchar, kpi_id varchar, month_start date, cause varchar,
        effect double""",
    "kpi_bridge": """
        then_run_id varchar, then_as_of timestamp, kpi_id varchar, month_start date,
        under_version varchar, reported_then double, cause varchar, delta double,
        known_now double""",
}
RUN = """
    run_id varchar, as_of timestamp, is_same_data boolean, this_run_id varchar,
    under_version varchar"""
# tables that have another name where they are published, and rows that are not needed
PUBLISHED_AS = {"entries": "fct_funnel"}
ONLY = {"kpi_values": "period_kind = 'month' and persona_id = 'all' and channel = 'all'"}


@dataclass(frozen=True)
class Reported:
    """A file with what was reported, and what is to be known of it.

    `is_same_data` says that both builds read the same files, so that only the definition can make a
    difference. `this_run_id` is the run that compares; `under_version` the one version that judges.
    """

    file: Path
    run_id: str
    as_of: datetime
    is_same_data: bool = False
    this_run_id: str | None = None
    under_version: str | None = None


def load_reported(
    home: Home, reported: Reported | None, progress: Callable[[str], None] = lambda _: None
) -> None:
    """Fill schema `reported` anew; None leaves every table empty.

    A table or column that an older publication lacks stays empty.
    """
    step("load what was reported")
    with warehouse.open_work(home, progress) as connection:
        connection.execute("create schema if not exists reported")
        for name, columns in {"run": RUN, **TABLES}.items():
            connection.execute(f"create or replace table reported.{name} ({columns})")
        if reported is not None:
            _copy(connection, reported)


def _copy(connection: DuckDBPyConnection, reported: Reported) -> None:
    connection.execute(f"attach {quoted(reported.file.resolve())} as before (read_only)")
    try:
        for name, columns in TABLES.items():
            source = PUBLISHED_AS.get(name, name)
            there = {
                row[0]
                for row in connection.execute(
                    "select column_name from duckdb_columns()"
                    " where database_name = 'before' and table_name = ?",
                    [source],
                ).fetchall()
            }
            shared = [column for column in column_names(columns) if column in there]
            if shared:
                listed = ", ".join(shared)
                connection.execute(
                    f"insert into reported.{name} ({listed}) select {listed}"
                    f" from before.main.{source} where {ONLY.get(name, 'true')}"
                )
    finally:
        connection.execute("detach before")
    connection.execute(
        "insert into reported.run values (?, ?, ?, ?, ?)",
        [
            reported.run_id,
            naive_utc(reported.as_of),
            reported.is_same_data,
            reported.this_run_id,
            reported.under_version,
        ],
    )


def naive_utc(moment: datetime) -> datetime:
    """Return a moment as the warehouse keeps it: UTC without a zone."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def column_names(columns: str) -> list[str]:
    """Return the names in a table's declaration."""
    declared = columns.replace("(18, 2)", "")
    return [column.split()[0] for column in declared.split(",")]
