"""GA4's files as relations that one statement flattens, many small days at once.

To add a file form, add its relation to `relation` and its check to `ga4.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from expectations.conditions import quoted
from pipelines.sources.content import is_gzip
from pipelines.sources.extracts import UnusableFileError
from pipelines.sources.ga4_sql import ALL_PATHS, flat_select, json_columns

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MAX_LINE = 15_000_000
BATCH_BYTES, BATCH_FILES = 256_000_000, 400


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


def relation(files: Sequence[Path], parquet: bool, gzip: bool, kept: Sequence[str] = ()) -> str:
    """Return files of one form as what a statement reads from, each row with its file."""
    listed = f"[{', '.join(map(quoted, files))}]"
    if parquet:
        return f"read_parquet({listed}, filename = true, hive_partitioning = false)"
    packed = "gzip" if gzip else "uncompressed"
    return (
        f"read_json({listed}, format = 'newline_delimited', columns = {json_columns(kept)},"
        f" compression = '{packed}', maximum_object_size = {MAX_LINE + 1_000_000},"
        " ignore_errors = true, filename = true, hive_partitioning = false)"
    )


def batches(
    files: Sequence[Path], kept: Mapping[Path, tuple[str, ...]]
) -> Iterator[tuple[list[Path], str]]:
    """Yield files that one statement can flatten, with that statement.

    `kept` names the columns of a file that no model reads.
    """
    alike: dict[tuple[bool, bool, frozenset[str], tuple[str, ...]], list[Path]] = {}
    for file in files:
        parquet = is_parquet(file)
        there = parquet_paths(file) & ALL_PATHS if parquet else ALL_PATHS
        packed = not parquet and is_gzip(file)
        alike.setdefault((parquet, packed, there, kept.get(file, ())), []).append(file)
    for (parquet, packed, there, others), members in alike.items():

        def statement(
            paths: Sequence[Path],
            how: tuple[bool, bool, tuple[str, ...]] = (parquet, packed, others),
            present: frozenset[str] = there,
        ) -> str:
            return flat_select(relation(paths, *how), present, how[2])

        taken, size = list[Path](), 0
        for file in members:
            taken.append(file)
            size += file.stat().st_size
            if size >= BATCH_BYTES or len(taken) >= BATCH_FILES:
                yield taken, statement(taken)
                taken, size = [], 0
        if taken:
            yield taken, statement(taken)


class Staged(NamedTuple):
    """Where a file's rows stand in a batch: the first row's number, and how many there are."""

    first: int
    rows: int


def stage_batch(connection: DuckDBPyConnection, select: str) -> dict[str, Staged]:
    """Flatten a batch into the temporary table ga4_batch; return where each file's rows stand.

    Rows keep the order of files and lines, so that a row's line is its place in the file.
    """
    connection.execute(f"create or replace temporary table ga4_batch as {select}")
    return {
        name: Staged(int(first), int(count))
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
