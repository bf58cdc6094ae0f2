"""A sample of a tool's table: what stands in its columns, how the file is laid out.

How its times and numbers are written is told by `mapping_times.py` and `mapping_numbers.py`.
"""

import csv
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from pipelines.sources.extracts import UnusableFileError
from pipelines.sources.tabular import kind_of, open_table
from pipelines.sources.vendor import LandedFile
from pipelines.sources.workbooks import sheet_names

SAMPLE_ROWS = 20_000


@dataclass(frozen=True)
class Column:
    """One column of theirs: its name and every value in the sample that is not empty."""

    name: str
    values: list[str]

    @property
    def distinct(self) -> list[str]:
        """Each value once, in the order of its first row."""
        return list(dict.fromkeys(self.values))


@dataclass(frozen=True)
class Sample:
    """One table of a file: its columns, its rows, and how the file is laid out."""

    file: str
    sheet: str | None
    columns: list[Column]
    rows: list[list[str]]
    layout: dict[str, object] = field(default_factory=dict)

    def column(self, name: str) -> Column:
        """Return the column of that name."""
        return next(column for column in self.columns if column.name == name)


@dataclass
class _Layout:
    sheet: str | None = None
    header_row: int = 1
    records: str | None = None
    delimiter: str | None = None
    encoding: object = "utf-8"
    wrapped_rows: str = "reject"


def samples_of(path: Path) -> list[Sample]:
    """Return a sample of each table of a file: of a workbook, one a sheet.

    Raises:
        UnusableFileError: it cannot be read, or is of no kind that is known.
    """
    kind = kind_of(path.name)
    if kind is None:
        raise UnusableFileError("it is no CSV, TSV, Excel, JSON or Parquet file by its name")
    file = LandedFile(path, path.name, "")
    if kind == "excel":
        names = sheet_names(path)
        several = len(names) > 1
        return [_sample(file, _Layout(sheet=name), name if several else None) for name in names]
    layout = _Layout()
    if kind in ("csv", "tsv"):
        layout.encoding = _encoding(path)
        layout.delimiter = _delimiter(path, str(layout.encoding)) if kind == "csv" else None
    return [_sample(file, layout, None)]


def _sample(file: LandedFile, layout: _Layout, sheet: str | None) -> Sample:
    table = open_table(file, layout)  # type: ignore[arg-type]
    rows = [row.values for row in islice(table.rows, SAMPLE_ROWS) if not row.problem]
    columns = [
        Column(name, [value for row in rows if (value := row[at].strip())])
        for at, name in enumerate(table.header)
        if name
    ]
    said: dict[str, object] = {}
    if layout.delimiter not in (None, ","):
        said["delimiter"] = layout.delimiter
    if layout.encoding != "utf-8":
        said["encoding"] = layout.encoding
    return Sample(file.name, sheet, columns, rows, said)


def _encoding(path: Path) -> str:
    with path.open("rb") as opened:
        begins = opened.read(1 << 20)
    if begins.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        begins[: begins.rfind(b"\n") + 1].decode("utf-8")
    except UnicodeDecodeError:
        return "utf-8" if begins.startswith(b"\x1f\x8b") else "windows-1252"
    return "utf-8"


def _delimiter(path: Path, encoding: str) -> str | None:
    """Return the sign that parts the first lines alike, the one that parts them most often."""
    if path.name.lower().endswith(".gz"):
        return None
    with path.open(encoding=encoding, errors="replace", newline="") as opened:
        lines = [line for line in islice(opened, 20) if line.strip()]
    found = []
    for sign in (",", ";", "\t", "|"):
        try:
            widths = {len(row) for row in csv.reader(lines[:-1] or lines, delimiter=sign)}
        except csv.Error:
            continue
        if len(widths) == 1:
            found.append((widths.pop(), sign))
    return max(found, key=lambda item: item[0])[1] if found else None
