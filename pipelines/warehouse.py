"""The only place that opens DuckDB files for writing: the private work files of one home.

`work.duckdb` holds raw, landing, agreement, staging and core; `marts.duckdb` is attached as
`marts`. Both can be rebuilt from landing at any time, and are when they cannot be opened.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from expectations.conditions import quoted
from expectations.errors import BusyError
from pipelines.home import Home

# extensions are never fetched
SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


def close_dbt() -> None:
    """Close the connections that dbt keeps after a run in this process; none other may open."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    environment = DuckDBConnectionManager._ENV
    if environment is not None:
        environment.close()
    DuckDBConnectionManager.close_all_connections()


def delete(path: Path) -> None:
    """Delete a database file and the write-ahead log beside it, if they are there."""
    for part in (path, path.with_name(path.name + ".wal")):
        part.unlink(missing_ok=True)


@contextmanager
def open_work(home: Home, progress: Callable[[str], None]) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open work.duckdb for writing; one that a crash left unreadable is made anew from landing.

    Raises:
        BusyError: another program has it open.
    """
    try:
        connection = duckdb.connect(home.work_db, config=SETTINGS)
    except (duckdb.IOException, duckdb.SerializationException, duckdb.InternalException) as problem:
        if "Could not set lock" in str(problem):
            raise BusyError(
                f"Another program has {home.work_db} open. Nothing was changed; the published"
                " numbers stay. Close it there (analysts read funnel.duckdb instead) and run again."
            ) from problem
        if not home.work_db.exists():
            raise
        progress("the work file cannot be opened; it is made anew from landing")
        delete(home.work_db)
        connection = duckdb.connect(home.work_db, config=SETTINGS)
    home.work_db.chmod(0o600)
    with connection:
        # a moment means the same on every machine
        connection.execute("set TimeZone = 'UTC'")
        # a bar that redraws itself would stand between the lines that say how far a run has come
        connection.execute("set enable_progress_bar = false")
        yield connection


@contextmanager
def read_work(home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the finished work file read-only, with the marts attached as `marts`."""
    with duckdb.connect(home.work_db, read_only=True, config=SETTINGS) as connection:
        if home.marts_db.exists():
            connection.execute(f"attach {quoted(home.marts_db)} as marts (read_only)")
        yield connection


def seal_marts(home: Home) -> None:
    """Fold the write-ahead log into marts.duckdb, so that one file is all there is to copy."""
    with duckdb.connect(home.marts_db, config=SETTINGS) as connection:
        connection.execute("checkpoint")
    home.marts_db.chmod(0o600)


def begin_changes(home: Home, progress: Callable[[str], None]) -> None:
    """Mark the work files as unfinished; the mark outlives a crash until changes are finished."""
    if home.unfinished.exists():
        progress("the last run did not finish; what it left is checked against landing")
    home.unfinished.write_text("")
    delete(home.marts_db)


def finish_changes(home: Home) -> None:
    """Take the mark away: the work files are whole."""
    home.unfinished.unlink(missing_ok=True)


def row_counts(home: Home) -> dict[str, int]:
    """Return the rows of every table of both work files, by schema and name; marts are `marts`."""
    with read_work(home) as connection:
        tables = connection.execute(
            "select database_name, schema_name, table_name from duckdb_tables()"
            " where not internal and not temporary order by all"
        ).fetchall()
        counts = {}
        for database, schema, table in tables:
            found = connection.execute(
                f'select count(*) from "{database}"."{schema}"."{table}"'
            ).fetchone()
            address = f"marts.{table}" if database == "marts" else f"{schema}.{table}"
            counts[address] = found[0] if found else 0
        return counts
