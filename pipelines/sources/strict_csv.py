"""CSV read by its contract, never sniffed: columns by name, every row as wide as its header."""

import csv
import difflib
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pipelines.sources.content import read_text
from pipelines.sources.extracts import UnusableFileError

MAX_FIELD = 1_000_000
WRAPPED = "the whole row stands in quotes"


@dataclass(frozen=True)
class CsvRow:
    """One data row: its number from 1, its values, or why it cannot be used.

    `is_unwrapped` says that the row stood whole in quotes, as one field that holds all the others.
    """

    line: int
    values: list[str]
    problem: str | None = None
    is_unwrapped: bool = False


@dataclass(frozen=True)
class CsvFile:
    """A table's header and its rows, still to be read, and what its reader found worth a note."""

    header: list[str]
    rows: Iterator[CsvRow]
    notes: tuple[str, ...] = ()


def open_csv(
    path: Path,
    delimiter: str = ",",
    named_gzip: bool = False,
    unwraps: bool = False,
    encoding: str = "utf-8",
    header_row: int = 1,
) -> CsvFile:
    """Return header and rows of a CSV, in UTF-8 unless said otherwise, BOM or not, LF or CRLF.

    Args:
        path: the file.
        delimiter: what stands between two fields.
        named_gzip: whether the file's name promises a gzip.
        unwraps: whether a line that stands whole in quotes is read as the row inside; else such a
            row has a problem.
        encoding: how the text is written down.
        header_row: which row names the columns, from 1; blank lines count for none.

    Raises:
        UnusableFileError: no header, a column named twice, not in that encoding; while the rows
            are read, a quote that is never closed.
    """
    csv.field_size_limit(MAX_FIELD)
    text = read_text(path, named_gzip, encoding)
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    try:
        if header_row > 1:
            written = (values for values in reader if values)
            next(islice(written, header_row - 2, header_row - 1), None)
            header = [name.strip() for name in next(written, [])]
        else:
            header = [name.strip() for name in next(reader, [])]
    except csv.Error as problem:
        raise UnusableFileError(f"the header cannot be read ({problem})") from problem
    if unwraps and len(header) == 1:
        header = [name.strip() for name in _inside(header[0], delimiter)]
    require_header(header)
    return CsvFile(header, _rows(reader, len(header), delimiter, unwraps))


def require_header(header: list[str]) -> None:
    """Refuse what names no column, or one twice, by raising UnusableFileError."""
    if not any(header):
        raise UnusableFileError("the first line is no header; export the file with column names")
    counted = Counter(name.casefold() for name in header)
    twice = sorted({name for name in header if counted[name.casefold()] > 1})
    if twice:
        raise UnusableFileError(f"the header names {', '.join(twice)} more than once")


def _rows(
    reader: Iterator[list[str]], width: int, delimiter: str, unwraps: bool
) -> Iterator[CsvRow]:
    line = 0
    try:
        for values in reader:
            if not values:
                continue
            line += 1
            inside = _inside(values[0], delimiter) if len(values) == 1 < width else []
            is_wrapped = len(inside) == width
            if is_wrapped and unwraps:
                values = inside
            if len(values) != width:
                at = getattr(reader, "line_num", "?")
                fields = "1 field" if len(values) == 1 else f"{len(values)} fields"
                problem = f"{fields} where the header has {width} (line {at} of file)"
                if is_wrapped:
                    problem = f"{WRAPPED}, {problem}"
                yield CsvRow(line, values, problem)
            elif any("\x00" in value for value in values):
                yield CsvRow(line, values, "a NUL character in it")
            else:
                yield CsvRow(line, values, is_unwrapped=is_wrapped)
    except csv.Error as problem:
        at = getattr(reader, "line_num", "?")
        raise UnusableFileError(
            f"line {at} cannot be read ({problem}); the file is cut off or a quote is not closed"
        ) from problem


def _inside(field: str, delimiter: str) -> list[str]:
    """Return the fields of the one row that a field holds; none where it holds no row, or more."""
    try:
        rows = list(csv.reader(io.StringIO(field, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        return []
    return rows[0] if len(rows) == 1 else []


def positions(
    header: list[str], known: Iterable[str], required: Iterable[str]
) -> tuple[dict[str, int], list[str]]:
    """Return where each known column stands, matched whatever its case, and the unknown ones.

    Raises:
        UnusableFileError: a required column is missing; the likely new name is suggested.
    """
    by_name = {name.casefold(): number for number, name in enumerate(header)}
    found = {name: by_name[name.casefold()] for name in known if name.casefold() in by_name}
    taken = set(found.values())
    unknown = [name for number, name in enumerate(header) if number not in taken]
    missing = [name for name in required if name not in found]
    if missing:
        raise UnusableFileError(missing_columns(missing, unknown))
    return found, unknown


def missing_columns(missing: Iterable[str], unknown: list[str]) -> str:
    """Return the sentence about missing columns, each with its likely new name."""
    parts = []
    for name in missing:
        likely = likely_rename(name, unknown)
        parts.append(
            f'the column "{name}" is missing' + (f' (renamed to "{likely}"?)' if likely else "")
        )
    return "; ".join(parts) + ". Name it as before in the export"


def likely_rename(name: str, unknown: list[str]) -> str | None:
    """Return the unknown column that most likely is this one under a new name."""
    plain = {_plain(candidate): candidate for candidate in unknown}
    wanted = _plain(name)
    holding = sorted(key for key in plain if key and (wanted in key or key in wanted))
    close = difflib.get_close_matches(wanted, sorted(plain), n=1, cutoff=0.6)
    best = close or holding
    return plain[best[0]] if best else None


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold().removesuffix("__c"))
