"""Any other tool's CSV, read through its mapping file into people, activities or deals.

To add a tool, write a mapping file and name it in the sources file; no code is needed. To add an
entity, do what `mapping.py` says.
"""

from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from pipelines.sources.extracts import UnusableFileError
from pipelines.sources.mapped_values import RecordReader
from pipelines.sources.mapping import Mapping
from pipelines.sources.rows import Rows
from pipelines.sources.strict_csv import WRAPPED, CsvRow, missing_columns, open_csv
from pipelines.sources.vendor import Inspection, LandedFile, PassedOver, Recognised


class Mapped:
    """The files of any other tool."""

    name = "mapped"
    version = 2
    replaces_day = False

    def __init__(self, mappings: Sequence[Mapping]) -> None:
        """Take the mappings of one source."""
        self.mappings = mappings

    def recognise(self, name: str) -> Recognised | PassedOver | None:
        """Return the entity that the first fitting mapping makes of a file."""
        mappings = self._mappings_of(name)
        return Recognised(mappings[0].entity) if mappings else None

    def inspect(self, file: LandedFile) -> Inspection:
        """Read a file through and count its data rows."""
        rows = self.read(file)
        if any(reject.reason.startswith(WRAPPED) for reject in rows.rejects):
            rows.notes.append("where the tool exports so, say wrapped_rows: unwrap in its mapping")
        return Inspection(rows.delivered, rows.told())

    def read(self, file: LandedFile) -> Rows:
        """Return a file's rows: texts trimmed, times in UTC, amounts with a decimal point.

        A row that one of the file's mappings cannot use is rejected whole, so that no part of it
        counts without the rest.
        """
        mappings = self._mappings_of(file.name)
        if not mappings:
            raise UnusableFileError("no mapping fits its name any more")
        first = mappings[0]
        content = open_csv(
            file.path, first.delimiter, file.is_named_gzip, first.wrapped_rows == "unwrap"
        )
        _require_columns(content.header, mappings)
        delivered = list(content.rows)
        readers = [RecordReader(mapping, content.header, delivered) for mapping in mappings]
        rows = Rows(delivered=len(delivered), tables={item.entity: [] for item in mappings})
        for row in delivered:
            try:
                records = _records(row, readers)
            except ValueError as problem:
                rows.reject(row.line, str(problem), first.delimiter.join(row.values))
                continue
            rows.repaired += row.is_unwrapped
            for reader, values in records:
                rows.tables[reader.mapping.entity].append((row.line, *values))
        return rows

    def _mappings_of(self, name: str) -> list[Mapping]:
        """Return the first mapping that fits a file's name, and those that name the same files."""
        plain = PurePosixPath(name).name
        first = next((item for item in self.mappings if fnmatchcase(plain, item.file)), None)
        return [item for item in self.mappings if first and item.file == first.file]


def _records(
    row: CsvRow, readers: Sequence[RecordReader]
) -> list[tuple[RecordReader, list[object]]]:
    """Return what each mapping makes of a row; raise ValueError if it cannot be used."""
    if row.problem:
        raise ValueError(row.problem)
    return [(reader, reader.values(row)) for reader in readers if reader.is_meant(row)]


def _require_columns(header: Sequence[str], mappings: Sequence[Mapping]) -> None:
    wanted = {
        theirs: None for item in mappings for theirs in (*item.columns.values(), *item.only_where)
    }
    missing = [name for name in wanted if name not in header]
    if missing:
        unused = [name for name in header if name not in wanted]
        raise UnusableFileError(missing_columns(missing, unused))
