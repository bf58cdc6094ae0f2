"""Google Analytics 4: the BigQuery export's daily tables, nested (Parquet, newline JSON) or flat.

A day keeps changing for about three days, so a later file of a day takes that day's place. A CSV
that names no day takes nobody's: what two of them hold alike counts once.
To add a parameter, do what `ga4_sql.py` says. To add a file form, add its ending to `FILE`, its
check to `inspect` and its relation to `ga4_relations.py`.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from expectations.conditions import quoted
from pipelines.sources.extracts import UnusableFileError
from pipelines.sources.ga4_flat import is_flat, read_flat
from pipelines.sources.ga4_lines import inspect_lines, require_needed
from pipelines.sources.ga4_relations import is_parquet, parquet_paths, problem_sql, relation
from pipelines.sources.ga4_sql import NEVER_EMPTY, SHAPE, flat_columns, flat_select, unread
from pipelines.sources.rows import Rows, losses
from pipelines.sources.tables import GA4_EVENTS
from pipelines.sources.vendor import Inspection, LandedFile, PassedOver, Recognised

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# events_20250101.json.gz; events_20250101_000000000003.parquet is a piece of a large table
FILE = re.compile(
    r"events_(?P<day>\d{8})(?:[-_]?(?P<part>\d{12}))?(?P<rest>[^/]*)"
    r"\.(?P<form>parquet|json|ndjson|jsonl|csv)(?P<gz>\.gz)?",
    re.IGNORECASE,
)
UNDATED = re.compile(r"(ga4[-_]?)?events[^/]*\.csv(\.gz)?", re.IGNORECASE)
INTRADAY = re.compile(r"events_(intraday|fresh)_.*", re.IGNORECASE)


class GA4:
    """GA4's files."""

    name = "ga4"
    version = 1
    replaces_day = True

    def recognise(self, name: str) -> Recognised | PassedOver | None:
        """Return the daily table that a file holds."""
        plain = PurePosixPath(name).name
        if INTRADAY.fullmatch(plain):
            return PassedOver("intraday tables are provisional; the daily table takes their place")
        match = FILE.fullmatch(plain)
        if match is None:
            return Recognised(GA4_EVENTS.name) if UNDATED.fullmatch(plain) else None
        try:
            day = datetime.strptime(match["day"], "%Y%m%d").date().isoformat()
        except ValueError:
            return PassedOver(f"{match['day']} is no day that exists")
        return Recognised(GA4_EVENTS.name, day, int(match["part"]) if match["part"] else None)

    def inspect(self, file: LandedFile) -> Inspection:
        """Verify a file to its end and count its events."""
        if is_flat(file.name):
            return Inspection.of(self.read(file))
        if is_parquet(file.path):
            return _inspect_parquet(file.path)
        if ".parquet" in PurePosixPath(file.name).name.lower():
            raise UnusableFileError("the file is named .parquet but does not begin like one")
        return inspect_lines(file.path, file.is_named_gzip)

    def read(self, file: LandedFile) -> Rows:
        """Return the rows of a flattened CSV; the nested forms are flattened by one statement."""
        return read_flat(file)


VENDOR = GA4()


def _inspect_parquet(path: Path) -> Inspection:
    import duckdb
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        there = parquet_paths(path)
        names = [name for name in pq.read_schema(path).names if name]
        require_needed(names)
        events = relation([path], parquet=True, gzip=False)
        _flattens(events, there, str(pq.read_schema(path)))
        # decodes every column that will be read, so that damage shows before loading
        columns = ", ".join(name for name in SHAPE if name in there)
        asked = ", ".join(
            f"{sql} as {name}" for name, sql in flat_columns(there).items() if name in NEVER_EMPTY
        )
        ((rows, rejected, first, _),) = (
            _in_memory()
            .execute(
                "select count(*), count(problem), min(case when problem is not null then line end),"
                f" bit_xor(content) from (select {problem_sql()} as problem, line, content from"
                f" (select {asked}, file_row_number + 1 as line, hash({columns}) as content"
                f" from read_parquet({quoted(path)}, file_row_number = true)))"
            )
            .fetchall()
        )
    except (pa.ArrowException, OSError, duckdb.Error) as problem:
        cause = str(problem).splitlines()[0].replace(str(path), "it")
        reason = f"the Parquet is damaged or cut off ({cause}); export it again"
        raise UnusableFileError(reason) from problem
    return Inspection(
        rows,
        losses(rows, rejected, first),
        rejected,
        first,
        read=tuple(name for name in names if name in SHAPE),
        kept=unread(names),
    )


def _flattens(events: str, there: frozenset[str], schema: str) -> None:
    """Have the statement that loads a file planned, once for all files of the same schema."""
    if schema not in _PLANNED:
        _in_memory().execute(f"explain {flat_select(events, there)}").fetchall()
        _PLANNED.add(schema)


_PLANNED: set[str] = set()


@cache
def _in_memory() -> DuckDBPyConnection:
    """Return one database for all files: making one takes longer than to read a small day."""
    import duckdb

    return duckdb.connect(":memory:")
