"""From landing to the raw tables of work.duckdb, one transaction per file.

The raw tables are a function of the ledger: loading asks what they lack and what they hold too
much, and so repairs whatever an interrupted run left behind.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from pipelines.home import Home
from pipelines.raw_files import RawLoader
from pipelines.raw_summary import LANDING_TABLES, summarize
from pipelines.sources.extracts import utc_text
from pipelines.sources.ledger import Ledger, latest_by_file
from pipelines.sources.selection import files_to_load
from pipelines.sources.state import SourceState, read_states
from pipelines.sources.tables import TABLES
from pipelines.sources.vendors import vendor_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class RawReport:
    """What one load did: files loaded, the rows they hold, and files taken out."""

    files_loaded: int
    rows: int
    files_removed: int = 0


def create_tables(connection: DuckDBPyConnection) -> None:
    """Make every raw and landing table that is not there yet, empty."""
    connection.execute("create schema if not exists raw")
    connection.execute("create schema if not exists landing")
    there = {
        f"{schema}.{name}"
        for schema, name in connection.execute(
            "select schema_name, table_name from duckdb_tables()"
            " where database_name = current_database()"
        ).fetchall()
    }
    for table in TABLES:
        if table.address not in there:
            connection.execute(table.ddl())
    for name, columns in LANDING_TABLES.items():
        if f"landing.{name}" not in there:
            connection.execute(f"create table landing.{name} ({columns})")


def load(
    connection: DuckDBPyConnection,
    home: Home,
    as_of: datetime | None,
    progress: Callable[[str], None],
    time_zone: str = "UTC",
) -> RawReport:
    """Bring the raw and landing tables in line with the ledger.

    Args:
        connection: work.duckdb, or a scratch database for a past `as_of`.
        home: where landing lies.
        as_of: what was exported later is left out; None means the end of the last day delivered.
        progress: is told what happens.
        time_zone: the agreement's, in which that last day ends.
    """
    create_tables(connection)
    entries = Ledger(home.landing).read()
    states = read_states(home.landing)
    known_at = utc_text(as_of) if as_of is not None else None
    wanted = {entry.file_id: entry for entry in files_to_load(entries, states, known_at)}
    readers = {name: _read_with(state) for name, state in states.items()}
    held = dict(connection.execute("select file_id, read_with from landing.loaded").fetchall())
    by_id = latest_by_file(entries)
    surplus = {
        file_id: by_id.get(file_id)
        for file_id, reader in held.items()
        if file_id not in wanted or readers[wanted[file_id].source] != reader
    }
    lacking = [
        entry for entry in wanted.values() if entry.file_id not in held or entry.file_id in surplus
    ]
    loader = RawLoader(connection, home, states, readers, surplus, progress)
    loader.load(lacking)
    removed = loader.remove_surplus()
    summarize(connection, entries, list(wanted.values()), states, as_of, time_zone)
    return RawReport(len(lacking), loader.rows, removed)


def _read_with(state: SourceState) -> str:
    """Return what a source's files are read with; where it changes, they are read again."""
    return f"{state.vendor} {vendor_of(state.vendor).version} {json.dumps(state.mappings)}"
