"""From landing to the raw tables of work.duckdb, each file whole or not at all.

The raw tables are a function of the ledger: loading asks what they lack and what they hold too
much, and so repairs whatever an interrupted run left behind.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from pipelines.home import Home
from pipelines.raw_files import RawLoader
from pipelines.raw_summary import LANDING_TABLES, summarize
from pipelines.sources.extracts import utc_text
from pipelines.sources.ledger import Ledger, LedgerEntry, latest_by_file
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
    loaded: tuple[LedgerEntry, ...] = ()


def create_tables(connection: DuckDBPyConnection) -> None:
    """Make the raw and landing tables, empty, unless they are there as they should be.

    Tables that an earlier version of this code made with other columns are made anew: whatever they
    held is loaded from landing again.
    """
    ddl = [table.ddl() for table in TABLES]
    ddl += [f"create table landing.{name} ({columns})" for name, columns in LANDING_TABLES.items()]
    digest = hashlib.sha256("\n".join(ddl).encode()).hexdigest()
    there = connection.execute(
        "select comment from duckdb_tables() where schema_name = 'landing'"
        " and table_name = 'loaded' and database_name = current_database()"
    ).fetchone()
    if there == (digest,):
        return
    for schema in ("raw", "landing"):
        connection.execute(f"drop schema if exists {schema} cascade")
        connection.execute(f"create schema {schema}")
    for statement in ddl:
        connection.execute(statement)
    connection.execute(f"comment on table landing.loaded is '{digest}'")


def load(
    connection: DuckDBPyConnection,
    home: Home,
    as_of: datetime | None,
    progress: Callable[[str], None],
    time_zone: str = "UTC",
    known: Callable[[LedgerEntry], bool] | None = None,
    again: Callable[[LedgerEntry], bool] | None = None,
) -> RawReport:
    """Bring the raw and landing tables in line with the ledger.

    Args:
        connection: work.duckdb, or a scratch database for a past `as_of`.
        home: where landing lies.
        as_of: what was exported later is left out; None means the end of the last day delivered.
        progress: is told what happens.
        time_zone: the agreement's, in which that last day ends.
        known: which deliveries are taken, where `as_of` does not say it.
        again: which files are read anew from landing although the raw tables hold them.
    """
    create_tables(connection)
    entries = Ledger(home.landing).read()
    states = read_states(home.landing)
    cutoff = utc_text(as_of) if as_of is not None and known is None else None
    delivered = [entry for entry in entries if known is None or known(entry)]
    wanted = {entry.file_id: entry for entry in files_to_load(delivered, states, cutoff)}
    readers = {name: _read_with(state) for name, state in states.items()}
    held = dict(connection.execute("select file_id, read_with from landing.loaded").fetchall())
    by_id = latest_by_file(entries)
    surplus = {
        file_id: by_id.get(file_id)
        for file_id, reader in held.items()
        if file_id not in wanted
        or readers[wanted[file_id].source] != reader
        or (again is not None and again(wanted[file_id]))
    }
    lacking = [
        entry for entry in wanted.values() if entry.file_id not in held or entry.file_id in surplus
    ]
    loader = RawLoader(connection, home, states, readers, surplus, progress)
    loader.load(lacking)
    removed = loader.remove_surplus()
    summarize(connection, entries, list(wanted.values()), states, as_of, time_zone)
    return RawReport(len(lacking), loader.rows, removed, tuple(lacking))


def _read_with(state: SourceState) -> str:
    """Return what a source's files are read with; where it changes, they are read again."""
    return f"{state.vendor} {vendor_of(state.vendor).version} {json.dumps(state.mappings)}"
