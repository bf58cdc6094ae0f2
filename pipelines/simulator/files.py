"""Files whose bytes depend on their content alone: no clock, no order of a machine, in them."""

import gzip
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc

from pipelines.simulator.days import NEVER, Days, utc
from pipelines.simulator.draws import Flags, Ints, Texts

# how long before the last day the CRM and the marketing tool were exported: weekly in the end
DAYS_BEFORE = (180, 28, 21, 14, 7, 0)
EXPORTED_AT = timedelta(hours=20, minutes=30)
BASE62 = np.array(list("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"))
CHECKS = np.array(list("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"))


def deliveries(days: Days) -> list[int]:
    """Return the moments at which the CRM and the marketing tool were exported, in order."""
    found = []
    for before in DAYS_BEFORE:
        number = days.count - 1 - before
        if number >= min(10, days.count - 1):
            day = days.dates[number]
            found.append(datetime(day.year, day.month, day.day, tzinfo=UTC) + EXPORTED_AT)
    return [int(moment.timestamp()) * 1_000_000 for moment in found]


def mail_deliveries(moments: list[int]) -> list[int]:
    """Return the deliveries that hold what became of letters: the last and every other before."""
    return moments[::-2][::-1]


def shown_at(moments: list[int], happened: Ints) -> Ints:
    """Return the first delivery at or after each moment, NEVER where none follows."""
    later = np.array([*moments, NEVER], dtype=np.int64)
    return later[np.searchsorted(later[:-1], happened)]


def folder_of(moment: int) -> str:
    """Return the name of a delivery's folder."""
    return utc(moment).strftime("%Y-%m-%dT%H%M%SZ")


def instants(moments: Ints, zone: str = "Z") -> Texts:
    """Return moments as ISO 8601 with milliseconds, empty where NEVER."""
    text = np.datetime_as_string((moments // 1000).astype("datetime64[ms]")).astype(object)
    return np.where(moments < NEVER, text + zone, "")


def dates(days: Days, numbers: Ints) -> Texts:
    """Return days, counted from the first, as ISO dates."""
    first = np.datetime64(days.first_day, "D")
    return np.datetime_as_string(first + numbers.astype("timedelta64[D]")).astype(object)


def flags(values: Flags) -> Texts:
    """Return flags as the CRM writes them."""
    return np.where(values, "1", "0").astype(object)


def ids(prefix: str, numbers: Ints) -> Texts:
    """Return the CRM's ids of 18 characters, check included; empty where the number is below 0."""
    digits = np.empty((len(numbers), 15), dtype="<U1")
    digits[:, :11] = list(prefix)
    rest = np.maximum(numbers, 0) * 7 + 1
    for place in range(14, 10, -1):
        digits[:, place] = BASE62[rest % 62]
        rest = rest // 62
    capitals = (digits >= "A") & (digits <= "Z")
    weights = 1 << np.arange(5)
    checks = [CHECKS[(capitals[:, n : n + 5] * weights).sum(axis=1)] for n in (0, 5, 10)]
    whole = np.concatenate([digits, np.stack(checks, axis=1)], axis=1)
    text = np.ascontiguousarray(whole).view("<U18").ravel().astype(object)
    return np.where(numbers >= 0, text, "")


def write_csv(
    path: Path, columns: Mapping[str, object], quoted: bool = True, delimiter: str = ","
) -> None:
    """Write a CSV; the CRM quotes every field, other tools those that need it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    table = pa.table({name: _column(values) for name, values in columns.items()})
    style = "all_valid" if quoted else "needed"
    options = pc.WriteOptions(delimiter=delimiter, quoting_style=style)
    with path.open("wb") as file:
        pc.write_csv(table, file, options)


def _column(values: object) -> pa.Array:
    if isinstance(values, pa.Array | pa.ChunkedArray):
        return values
    array = np.asarray(values)
    return pa.array(array, pa.string()) if array.dtype == object else pa.array(array)


def write_lines(path: Path, lines: Iterable[str], packed: bool = False) -> None:
    """Write lines of text, as a gzip without name and time where asked for."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = ("\n".join(lines) + "\n").encode()
    path.write_bytes(gzip.compress(content, 6, mtime=0) if packed else content)
