"""Google Analytics 4: the BigQuery export's daily tables, nested (Parquet, newline JSON) or flat.

A day keeps changing for about three days, so a later file of a day takes that day's place. A CSV
that names no day takes nobody's: what two of them hold alike counts once.
To add a parameter, do what `ga4_sql.py` says. To add a file form, add its ending to `FILE`, its
check to `inspect` and its relation to `ga4_relations.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from pipelines.sources.content import open_bytes
from pipelines.sources.extracts import UnusableFileError
from pipelines.sources.ga4_flat import is_flat, read_flat
from pipelines.sources.ga4_relations import MAX_LINE, is_parquet, parquet_paths, relation
from pipelines.sources.ga4_sql import NEEDED, SHAPE, flat_select
from pipelines.sources.rows import Rows
from pipelines.sources.strict_csv import likely_rename, missing_columns
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
LOOKED_AT = 1000


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
            rows = self.read(file)
            return Inspection(rows.delivered, rows.told())
        if is_parquet(file.path):
            return _inspect_parquet(file.path)
        if ".parquet" in PurePosixPath(file.name).name.lower():
            raise UnusableFileError("the file is named .parquet but does not begin like one")
        return _inspect_lines(file.path, file.is_named_gzip)

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
        _has_what_is_needed([name for name in there if "." not in name])
        events = relation([path], parquet=True, gzip=False)
        _flattens(events, there, str(pq.read_schema(path)))
        # decodes every column that will be read, so that damage shows before loading
        columns = ", ".join(name for name in SHAPE if name in there)
        ((rows, _),) = (
            _in_memory()
            .execute(f"select count(*), bit_xor(hash({columns})) from {events}")
            .fetchall()
        )
    except (pa.ArrowException, OSError, duckdb.Error) as problem:
        cause = str(problem).splitlines()[0].replace(str(path), "it")
        reason = f"the Parquet is damaged or cut off ({cause}); export it again"
        raise UnusableFileError(reason) from problem
    return Inspection(int(rows))


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


def _inspect_lines(path: Path, named_gzip: bool) -> Inspection:
    """Read to the end, which verifies the gzip, and look at the first and the last events."""
    count, last, consented = 0, b"\n", False
    keys: set[str] = set()
    with open_bytes(path, named_gzip) as file:
        for line in file:
            if len(line) > MAX_LINE:
                raise UnusableFileError(f"event {count + 1} is larger than {MAX_LINE} bytes")
            if not line.strip():
                continue
            count, last = count + 1, line
            if count > LOOKED_AT:
                continue
            if count == 1 and line.lstrip(b"\xef\xbb\xbf \t").startswith(b"["):
                raise UnusableFileError("it is one JSON array; export newline-delimited JSON")
            event = _object(line)
            keys.update(event or ())
            consented = consented or _is_consented(event)
    if count == 0:
        raise UnusableFileError("the file holds no event at all; the export was cut off")
    if not last.endswith(b"\n") and _object(last) is None:
        raise UnusableFileError("the last line is half an event; the export was cut off")
    _has_what_is_needed(sorted(keys), ("user_pseudo_id",) if consented else ())
    return Inspection(count)


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        event = json.loads(line)
    except ValueError:
        return None
    return event if isinstance(event, dict) else None


def _is_consented(event: dict[str, Any] | None) -> bool:
    privacy = (event or {}).get("privacy_info")
    return isinstance(privacy, dict) and privacy.get("analytics_storage") == "Yes"


def _has_what_is_needed(keys: list[str], also: Sequence[str] = ()) -> None:
    """Hold a file whose events lack what every event has; BigQuery leaves out only empty fields."""
    unknown = sorted(set(keys) - set(SHAPE) - KNOWN_UNUSED)
    missing = [name for name in (*NEEDED, *also) if name not in keys]
    if "user_pseudo_id" not in {*keys, *missing} and likely_rename("user_pseudo_id", unknown):
        missing.append("user_pseudo_id")
    if missing:
        raise UnusableFileError(missing_columns(missing, unknown))


# columns of the export that no page reads; they are never taken for a renamed one
KNOWN_UNUSED = frozenset(
    (
        "app_info",
        "ecommerce",
        "event_bundle_sequence_id",
        "event_dimensions",
        "event_previous_timestamp",
        "event_server_timestamp_offset",
        "event_value_in_usd",
        "is_active_user",
        "items",
        "platform",
        "publisher",
        "user_first_touch_timestamp",
        "user_ltv",
        "user_properties",
    )
)
