"""Any other tool's table, read through its mapping file into people, activities or deals.

To add a tool, write a mapping file, or let `smarketing sources map` draft it, and name it in the
sources file; no code is needed. To add an entity, do what `mapping.py` says.
"""

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from pipelines.sources.csv_tables import unused_columns
from pipelines.sources.extracts import UnusableFileError
from pipelines.sources.mapped_values import RecordReader
from pipelines.sources.mapping import Mapping
from pipelines.sources.rows import Rows
from pipelines.sources.strict_csv import WRAPPED, CsvRow, missing_columns
from pipelines.sources.tabular import delimiter_of, kind_of, open_table
from pipelines.sources.vendor import Inspection, LandedFile, PassedOver, Recognised
from pipelines.sources.workbooks import sheet_names


class Mapped:
    """The files of any other tool."""

    name = "mapped"
    version = 3
    replaces_day = False

    def __init__(self, mappings: Sequence[Mapping]) -> None:
        """Take the mappings of one source."""
        self.mappings = mappings

    def recognise(self, name: str) -> Recognised | PassedOver | None:
        """Return the entity that the first fitting mapping makes of a file."""
        mappings = self._mappings_of(name)
        if mappings:
            return Recognised(mappings[0].entity)
        is_table = kind_of(name) is not None and PurePosixPath(name).suffix != ".txt"
        return PassedOver(f"no mapping's `file` fits it: {self._files()}") if is_table else None

    def inspect(self, file: LandedFile) -> Inspection:
        """Read a file through and count its data rows."""
        rows = self.read(file)
        if any(reject.reason.startswith(WRAPPED) for reject in rows.rejects):
            rows.notes.append("where the tool exports so, say wrapped_rows: unwrap in its mapping")
        return Inspection.of(rows)

    def read(self, file: LandedFile) -> Rows:
        """Return a file's rows: texts trimmed, times in UTC, amounts with a decimal point.

        A row that one of its table's mappings cannot use is rejected whole, so that no part of it
        counts without the rest. The rows of a workbook's sheets are numbered on, sheet after sheet.
        """
        mappings = self._mappings_of(file.name)
        if not mappings:
            raise UnusableFileError(
                f"no mapping's `file` fits its name any more: {self._files()}. Let one fit it"
                " again, or take the file away and start anew"
            )
        rows = Rows(tables={item.entity: [] for item in mappings})
        tables: dict[str | None, list[Mapping]] = {}
        for item in mappings:
            tables.setdefault(item.sheet, []).append(item)
        for together in tables.values():
            _read_table(file, together, rows)
        if None not in tables:
            unread = [name for name in sheet_names(file.path) if name not in tables]
            rows.notes += [f'the sheet "{name}" is read by no mapping' for name in unread]
        return rows

    def _files(self) -> str:
        """Return which names of files the mappings know."""
        return ", ".join(dict.fromkeys(f'"{item.file}"' for item in self.mappings))

    def _mappings_of(self, name: str) -> list[Mapping]:
        """Return the first mapping that fits a file's name, and those that name the same files."""
        plain = PurePosixPath(name).name
        first = next((item for item in self.mappings if fnmatchcase(plain, item.file)), None)
        return [item for item in self.mappings if first and item.file == first.file]


def _read_table(file: LandedFile, mappings: Sequence[Mapping], rows: Rows) -> None:
    """Add the rows of one table of a file, which some mappings read together."""
    first = mappings[0]
    content = open_table(file, first)
    # a list of no records says nothing of its keys
    is_empty_list = kind_of(file.name) == "json" and not content.header
    if not is_empty_list:
        _require_columns(content.header, mappings)
    delivered = list(content.rows)
    where = f' of the sheet "{first.sheet}"' if first.sheet else ""
    rows.notes += [f"{note}{where}" for note in content.notes]
    if is_empty_list:
        return
    readers = [RecordReader(mapping, content.header, delivered) for mapping in mappings]
    unread = _unread(content.header, mappings)
    if unread:
        rows.notes.append(unused_columns(unread) + where)
        rows.kept = tuple(dict.fromkeys((*rows.kept, *unread)))
    others = [(name, content.header.index(name)) for name in unread]
    before, seen, copies = rows.delivered, dict[tuple[str, ...], int](), 0
    rows.delivered += len(delivered)
    delimiter = delimiter_of(file.name, first)
    for row in delivered:
        line = before + row.line
        original = seen.setdefault(tuple(row.values), row.line)
        if original != row.line and not row.problem:
            copies += 1
            if first.duplicates == "drop":
                rows.reject(
                    line, f"exact copy of row {original}{where}", delimiter.join(row.values)
                )
                continue
        try:
            records = _records(row, readers)
        except ValueError as problem:
            reason = f"row {row.line}{where}: {problem}" if first.sheet else str(problem)
            rows.reject(line, reason, delimiter.join(row.values))
            continue
        rows.repaired += row.is_unwrapped
        rows.keep(line, ((name, row.values[at]) for name, at in others))
        for reader, values in records:
            rows.tables[reader.mapping.entity].append((line, *values))
    rows.notes += [note + where for note in _notes(first, readers, rows, before, copies)]


def _notes(
    first: Mapping, readers: Sequence[RecordReader], rows: Rows, before: int, copies: int
) -> Iterator[str]:
    """Yield what is odd about a table whose rows can be used: copies, and ids told twice."""
    if copies and first.duplicates == "keep":
        yield (
            f"{copies:,} rows are exact copies of earlier ones; if that is no way to count, say"
            " duplicates: drop in the mapping"
        )
    reader = readers[0]
    by_id: dict[object, set[tuple[object, ...]]] = {}
    for line, *values in rows.tables[reader.mapping.entity]:
        if isinstance(line, int) and line > before:
            by_id.setdefault(values[0], set()).add(tuple(values))
    if several := sum(len(versions) > 1 for versions in by_id.values()):
        yield (
            f"{several:,} {reader.mapping.entity} stand on several rows that differ; of each the"
            " last row counts"
        )


def _records(
    row: CsvRow, readers: Sequence[RecordReader]
) -> list[tuple[RecordReader, list[object]]]:
    """Return what each mapping makes of a row; raise ValueError if it cannot be used."""
    if row.problem:
        raise ValueError(row.problem)
    return [(reader, reader.values(row)) for reader in readers if reader.is_meant(row)]


def _wanted(mappings: Sequence[Mapping]) -> dict[str, None]:
    """Return the columns of theirs that mappings name, in order."""
    named = (names for item in mappings for names in (*item.columns.values(), item.only_where))
    return dict.fromkeys(name for names in named for name in names)


def _unread(header: Sequence[str], mappings: Sequence[Mapping]) -> list[str]:
    wanted = _wanted(mappings)
    return [name for name in header if name and name not in wanted]


def _require_columns(header: Sequence[str], mappings: Sequence[Mapping]) -> None:
    missing = [name for name in _wanted(mappings) if name not in header]
    if missing:
        told = missing_columns(missing, _unread(header, mappings))
        raise UnusableFileError(f"{told}, or change its name in the mapping")
