"""Which checks a gate asks: the modules' own, for the sources and tables that are there."""

from collections.abc import Sequence
from pathlib import Path

import duckdb

from expectations.gates.activities import activities_checks
from expectations.gates.amounts import amounts_checks
from expectations.gates.audience import audience_checks
from expectations.gates.checks import Check, Source
from expectations.gates.closed_months import closed_months_check
from expectations.gates.duties import duties_checks
from expectations.gates.entries import entries_checks
from expectations.gates.exits import exits_checks
from expectations.gates.journeys import journeys_checks
from expectations.gates.labels import labels_checks
from expectations.gates.landing import landing_checks
from expectations.gates.moments import moments_checks
from expectations.gates.privacy import Columns, privacy_checks
from expectations.gates.promises import promises_checks
from expectations.gates.terms import terms_checks
from expectations.gates.totals import totals_checks
from expectations.schema import Agreement


def landing_suite(work_db: Path, agreements: Sequence[Agreement]) -> list[Check]:
    """Return the checks of gate 1 for the sources of a work file."""
    with duckdb.connect(str(work_db), read_only=True) as connection:
        sources = _sources(connection)
        tables = [name for name, _, _ in _columns(connection, "raw")]
    return landing_checks(agreements, sources, list(dict.fromkeys(tables)))


def publish_suite(
    work_db: Path, marts_db: Path, agreements: Sequence[Agreement], has_published: bool
) -> list[Check]:
    """Return the checks of gate 2 for the sources and marts that are there."""
    with duckdb.connect(str(work_db), read_only=True) as connection:
        sources = _sources(connection)
    tables: dict[str, list[tuple[str, str]]] = {}
    with duckdb.connect(str(marts_db), read_only=True) as connection:
        for table, column, kind in _columns(connection, "main"):
            tables.setdefault(table, []).append((column, kind))
    return publish_checks(agreements, sources, tables, has_published)


def publish_checks(
    agreements: Sequence[Agreement],
    sources: Sequence[Source],
    tables: Columns,
    has_published: bool,
) -> list[Check]:
    """Return the checks of gate 2; their ids depend on nothing but these arguments."""
    return [
        *terms_checks(agreements),
        *activities_checks(agreements),
        *audience_checks(agreements),
        *entries_checks(agreements),
        *moments_checks(agreements),
        *journeys_checks(agreements),
        *amounts_checks(agreements),
        *totals_checks(agreements, sources),
        closed_months_check(agreements, has_published),
        *exits_checks(agreements),
        *promises_checks(agreements),
        *duties_checks(agreements),
        *labels_checks(agreements),
        *privacy_checks(tables),
    ]


def _sources(connection: duckdb.DuckDBPyConnection) -> list[Source]:
    rows = connection.execute(
        "select source, vendor, required, stale_after_hours from landing.sources order by source"
    ).fetchall()
    return [Source(*row) for row in rows]


def _columns(connection: duckdb.DuckDBPyConnection, schema: str) -> list[tuple[str, str, str]]:
    """Return (table, column, type) of a schema's tables and views, in order."""
    return connection.execute(
        "select table_name, column_name, data_type from duckdb_columns()"
        " where database_name = current_database() and schema_name = ? and not internal"
        " order by table_name, column_index",
        [schema],
    ).fetchall()
