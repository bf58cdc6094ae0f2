"""Google Analytics 4: the BigQuery export's daily tables, as nested Parquet or newline JSON.

A day keeps changing for about three days, so a later file of a day takes that day's place.
To add a parameter, do what `ga4_sql.py` says. To add a file form, add its ending to `FILE`, its
check to `inspect` and its relation to `_relation`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from pipelines.sources.content import is_gzip, open_bytes
from pipelines.sources.extracts import UnusableFileError
from pipelines.sources.ga4_sql import ALL_PATHS, NEEDED, SHAPE, flat_select, json_columns
from pipelines.sources.strict_csv import likely_rename, missing_columns
from pipelines.sources.tables import GA4_EVENTS
from pipelines.sources.vendor import Inspection, LandedFile, PassedOver, Recognised

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# events_20250101.json.gz; events_20250101_000000000003.parquet is a piece of a large table
FILE = re.compile(
    r"events_(?P<day>\d{8})(?:[-_]?(?P<part>\d{12}))?(?P<rest>[^/]*)"
    r"\.(?P<form>parquet|json|ndjson|jsonl)(?P<gz>\.gz)?",
    re.IGNORECASE,
)
INTRADAY = re.compile(r"events_(intraday|fresh)_.*", re.IGNORECASE)
LOOKED_AT = 1000
MAX_LINE = 15_000_000


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
            return None
        try:
            day = datetime.strptime(match["day"], "%Y%m%d").date().isoformat()
        except ValueError:
            return PassedOver(f"{match['day']} is no day that exists")
        return Recognised(GA4_EVENTS.name, day, int(match["part"]) if match["part"] else None)

    def inspect(self, file: LandedFile) -> Inspection:
        """Verify a file to its end and count its events."""
        if is_parquet(file.path):
            return _inspect_parquet(file.path)
        if ".parquet" in PurePosixPath(file.name).name.lower():
            raise UnusableFileError("the file is named .parquet but does not begin like one")
        return _inspect_lines(file.path, file.is_named_gzip)


VENDOR = GA4()


def is_parquet(path: Path) -> bool:
    """Tell a Parquet file by its first bytes."""
    if path.stat().st_size == 0:
        raise UnusableFileError("the file is empty, without even a header; the export was cut off")
    with path.open("rb") as file:
        return file.read(4) == b"PAR1"


def parquet_paths(path: Path) -> frozenset[str]:
    """Return the parts of an event that a Parquet file has, as dotted paths."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    def of(fields: Any, before: str) -> Iterator[str]:
        for field in fields:
            kind = field.type
            while pa.types.is_list(kind) or pa.types.is_large_list(kind):
                kind = kind.value_type
            yield before + field.name
            if pa.types.is_struct(kind):
                yield from of(kind, f"{before}{field.name}.")

    return frozenset(of(pq.read_schema(path), ""))


def _inspect_parquet(path: Path) -> Inspection:
    import duckdb
    import pyarrow as pa

    try:
        there = parquet_paths(path)
        _has_what_is_needed([name for name in there if "." not in name])
        relation = _relation([path], parquet=True, gzip=False)
        with duckdb.connect(":memory:") as connection:
            # decodes every column that will be read, so that damage shows before loading
            found = connection.execute(
                f"select count(*), bit_xor(hash(events)) from ({flat_select(relation, there)})"
                " as events"
            ).fetchone()
    except (pa.ArrowException, OSError, duckdb.Error) as problem:
        cause = str(problem).splitlines()[0].replace(str(path), "it")
        reason = f"the Parquet is damaged or cut off ({cause}); export it again"
        raise UnusableFileError(reason) from problem
    return Inspection(int(found[0]) if found else 0)


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


def _relation(files: Sequence[Path], parquet: bool, gzip: bool) -> str:
    listed = "[" + ", ".join("'" + str(file).replace("'", "''") + "'" for file in files) + "]"
    if parquet:
        return f"read_parquet({listed}, filename = true, hive_partitioning = false)"
    packed = "gzip" if gzip else "uncompressed"
    return (
        f"read_json({listed}, format = 'newline_delimited', columns = {json_columns()},"
        f" compression = '{packed}', maximum_object_size = {MAX_LINE + 1_000_000},"
        " ignore_errors = true, filename = true, hive_partitioning = false)"
    )


def batches(files: Sequence[Path]) -> Iterator[tuple[list[Path], str]]:
    """Yield files that one statement can flatten, with that statement."""
    alike: dict[tuple[bool, bool, frozenset[str]], list[Path]] = {}
    for file in files:
        parquet = is_parquet(file)
        there = parquet_paths(file) & ALL_PATHS if parquet else ALL_PATHS
        alike.setdefault((parquet, not parquet and is_gzip(file), there), []).append(file)
    for (parquet, packed, there), members in alike.items():
        taken, size = list[Path](), 0
        for file in members:
            taken.append(file)
            size += file.stat().st_size
            if size >= BATCH_BYTES or len(taken) >= BATCH_FILES:
                yield taken, flat_select(_relation(taken, parquet, packed), there)
                taken, size = [], 0
        if taken:
            yield taken, flat_select(_relation(taken, parquet, packed), there)


BATCH_BYTES = 256_000_000
BATCH_FILES = 64


def stage_batch(connection: DuckDBPyConnection, select: str) -> dict[str, tuple[int, int]]:
    """Flatten a batch into the temporary table ga4_batch; return each file's first row and count.

    Rows keep the order of files and lines, so that a row's line is its place in the file.
    """
    connection.execute(f"create or replace temporary table ga4_batch as {select}")
    return {
        name: (int(first), int(count))
        for name, first, count in connection.execute(
            "select filename, min(rowid), count(*) from ga4_batch group by filename"
        ).fetchall()
    }


def problem_sql() -> str:
    """Return the expression that says why a flattened row cannot be used, or NULL."""
    return (
        "case when event_name is null and event_timestamp is null and event_date is null"
        " then 'no event could be read from the line'"
        " when event_date is null then 'event_date is no day written as 20250131'"
        " when event_timestamp is null then 'event_timestamp is no whole number of microseconds'"
        " when event_name is null then 'event_name is empty' end"
    )
