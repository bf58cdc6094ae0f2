"""CSV read by its contract, never sniffed: columns by name, every row as wide as its header."""

import csv
import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines.sources.content import read_text
from pipelines.sources.extracts import UnusableFileError

MAX_FIELD = 1_000_000


@dataclass(frozen=True)
class CsvRow:
    """One data row: its number from 1, its values, or why it cannot be used."""

    line: int
    values: list[str]
    problem: str | None = None


@dataclass(frozen=True)
class CsvFile:
    """A CSV's header and its rows, still to be read."""

    header: list[str]
    rows: Iterator[CsvRow]


def open_csv(path: Path, delimiter: str = ",", named_gzip: bool = False) -> CsvFile:
    """Return header and rows of a CSV in UTF-8, with or without BOM, LF or CRLF.

    Raises:
        UnusableFileError: no header, a column named twice, not UTF-8; while the rows are read, a
            quote that is never closed.
    """
    csv.field_size_limit(MAX_FIELD)
    reader = csv.reader(read_text(path, named_gzip), delimiter=delimiter, strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
    except csv.Error as problem:
        raise UnusableFileError(f"the header cannot be read ({problem})") from problem
    if not any(header):
        raise UnusableFileError("the first line is no header; export the file with column names")
    folded = [name.casefold() for name in header]
    twice = sorted({name for name in header if folded.count(name.casefold()) > 1})
    if twice:
        raise UnusableFileError(f"the header names {', '.join(twice)} more than once")
    return CsvFile(header, _rows(reader, len(header)))


def _rows(reader: Iterator[list[str]], width: int) -> Iterator[CsvRow]:
    line = 0
    try:
        for values in reader:
            if not values:
                continue
            line += 1
            if len(values) != width:
                at = getattr(reader, "line_num", "?")
                problem = f"{len(values)} fields where the header has {width} (line {at} of file)"
                yield CsvRow(line, values, problem)
            elif any("\x00" in value for value in values):
                yield CsvRow(line, values, "a NUL character in it")
            else:
                yield CsvRow(line, values)
    except csv.Error as problem:
        at = getattr(reader, "line_num", "?")
        raise UnusableFileError(
            f"line {at} cannot be read ({problem}); the file is cut off or a quote is not closed"
        ) from problem


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
