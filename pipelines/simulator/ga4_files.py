"""The website's export: one file a day, most as Parquet, some as packed lines of JSON.

A day whose hits came late is delivered again, whole, in a folder of its own moment.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.simulator.days import DAY, HOUR
from pipelines.simulator.draws import Flags, Ints
from pipelines.simulator.files import folder_of, write_lines
from pipelines.simulator.ga4_rows import rows_of, tag_of
from pipelines.simulator.play import Played
from pipelines.simulator.web import Hits, Sessions, redelivered

LINES_OF_JSON, AT_MOST = 0.03, 30
ROWS_AT_ONCE = 120_000
# 23:59:59 UTC of a table's day, when it counts as exported
EVENING = DAY - 1_000_000
DELIVERED_AGAIN_AFTER = 2 * DAY + 6 * HOUR


def again_at(played: Played, day: int) -> int:
    """Return when a day that was redelivered was exported the second time."""
    return _midnight_utc(played, day) + DELIVERED_AGAIN_AFTER


def visible_at(played: Played, hits: Hits) -> Ints:
    """Return when a file first held each hit."""
    evenings = np.array([_midnight_utc(played, day) for day in range(played.days.count)]) + EVENING
    seen = evenings[hits.day]
    return np.where(hits.is_late, seen - EVENING + DELIVERED_AGAIN_AFTER, seen)


def write_ga4(
    played: Played, sessions: Sessions, hits: Hits, folder: Path, progress: Callable[[str], None]
) -> int:
    """Write every day's table; return how many files."""
    folder.mkdir(parents=True, exist_ok=True)
    tag, days = tag_of(played), played.days
    rng = played.draws.stream("lines of json")
    wanted = min(AT_MOST, max(1, round(LINES_OF_JSON * days.count)))
    as_lines = set(rng.choice(days.count, wanted, replace=False).tolist())
    twice = set(redelivered(played).tolist())
    bounds = np.searchsorted(hits.day, np.arange(days.count + 1))
    files, first = 0, 0
    with ThreadPoolExecutor(2) as pool:
        while first < days.count:
            last = first + 1
            while last < days.count and bounds[last + 1] - bounds[first] <= ROWS_AT_ONCE:
                last += 1
            lo, hi = int(bounds[first]), int(bounds[last])
            rows = rows_of(played, sessions, tag, _some(hits, slice(lo, hi)))
            jobs = []
            for day in range(first, last):
                here = slice(int(bounds[day]), int(bounds[day + 1]))
                table = rows.slice(here.start - lo, here.stop - here.start)
                late = hits.is_late[here]
                jobs += _jobs(played, folder, day, table, late, day in as_lines, day in twice)
            list(pool.map(lambda job: job(), jobs))
            files, first = files + len(jobs), last
            progress(f"website: {first} of {days.count} days")
    return files


def _jobs(
    played: Played,
    folder: Path,
    day: int,
    table: pa.Table,
    late: Flags,
    as_lines: bool,
    twice: bool,
) -> list[Callable[[], None]]:
    """Return what is to be written of one day: its table, and the same once more if it changed."""
    name = f"events_{played.days.dates[day]:%Y%m%d}"
    jobs: list[Callable[[], None]] = []
    if twice and table.num_rows:
        again = folder / folder_of(again_at(played, day)) / f"{name}.json.gz"
        jobs.append(lambda: _write_lines(again, table))
        first = table.filter(pa.array(~late))
    else:
        first = table
    if not first.num_rows:
        return jobs
    if as_lines:
        jobs.append(lambda: _write_lines(folder / f"{name}.json.gz", first))
    else:
        jobs.append(lambda: _write_parquet(folder / f"{name}.parquet", first))
    return jobs


def _write_parquet(path: Path, table: pa.Table) -> None:
    pq.write_table(table, path, compression="snappy", write_statistics=False, store_schema=False)


def _write_lines(path: Path, table: pa.Table) -> None:
    """Write newline JSON as the export does: whole numbers as text, nothing for what is empty."""
    # a copy: duckdb reads a slice of records within records from the wrong place
    table = table.take(pa.array(np.arange(table.num_rows)))
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        connection.register("hits", table)
        numbers = [f.name for f in table.schema if pa.types.is_integer(f.type)]
        texts = ", ".join(f"cast({name} as varchar) as {name}" for name in numbers)
        params = (
            "list_transform(event_params, lambda param: {'key': param.key, 'value': {"
            "'string_value': param.value.string_value,"
            " 'int_value': cast(param.value.int_value as varchar)}}) as event_params"
        )
        found = connection.execute(f"""
            select {_without_empty("to_json(event)")}
            from (select * replace ({texts}, {params}) from hits) as event
        """).fetchall()
    write_lines(path, (line for (line,) in found), packed=True)


def _without_empty(json: str) -> str:
    """Return the SQL that takes empty fields out of a JSON text, and what is left of them."""
    inner = f"""regexp_replace({json}, ',"[a-z_]+":null', '', 'g')"""
    inner = f"""regexp_replace({inner}, '\\{{"[a-z_]+":null,?', '{{', 'g')"""
    return f"""regexp_replace({inner}, '"[a-z_]+":\\{{\\}},?', '', 'g')"""


def _midnight_utc(played: Played, day: int) -> int:
    return int(np.datetime64(played.days.dates[day], "us").astype(np.int64))


def _some(hits: Hits, part: slice) -> Hits:
    return Hits(*(getattr(hits, name)[part] for name in hits.__dataclass_fields__))
