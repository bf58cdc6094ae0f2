"""Any tool's table as rows of text: CSV, TSV, Excel, JSON or Parquet, by what the file is named.

What a file itself calls a number or a moment arrives as `Exact`: it needs no format, and a decimal
comma said for its texts does not change it. To add a kind of file, write a reader that returns a
`CsvFile`, and add the endings of its names to `KINDS` and a branch to `open_table`.
"""

from pathlib import PurePosixPath
from typing import Literal, Protocol

from pipelines.sources.exact import MAX_COLUMNS
from pipelines.sources.extracts import UnusableFileError
from pipelines.sources.json_tables import open_json
from pipelines.sources.parquet_tables import open_parquet
from pipelines.sources.strict_csv import CsvFile, open_csv, require_header
from pipelines.sources.vendor import LandedFile
from pipelines.sources.workbooks import open_workbook

Kind = Literal["csv", "tsv", "excel", "json", "parquet"]
KINDS: dict[str, Kind] = {
    ".csv": "csv",
    ".txt": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".xlsx": "excel",
    ".xlsm": "excel",
    ".json": "json",
    ".ndjson": "json",
    ".jsonl": "json",
    ".parquet": "parquet",
}
# the first bytes of what is often saved under the wrong ending
OTHER_KINDS = {
    b"PK\x03\x04": ("excel", "an Excel workbook", ".xlsx"),
    b"\xd0\xcf\x11\xe0": ("", "an old Excel workbook (.xls); save it as .xlsx", ""),
    b"PAR1": ("parquet", "a Parquet file", ".parquet"),
}


class Layout(Protocol):
    """How a file is laid out, as a mapping says it."""

    sheet: str | None
    header_row: int
    records: str | None
    delimiter: str | None
    encoding: Literal["utf-8", "utf-16", "windows-1252"]
    wrapped_rows: Literal["reject", "unwrap"]


def kind_of(name: str) -> Kind | None:
    """Return which kind of file a name promises; None for one that no reader knows."""
    path = PurePosixPath(name.lower().removesuffix(".gz"))
    return KINDS.get(path.suffix)


def delimiter_of(name: str, layout: Layout) -> str:
    """Return what stands between two fields of a text file."""
    return layout.delimiter or ("\t" if kind_of(name) == "tsv" else ",")


def open_table(file: LandedFile, layout: Layout) -> CsvFile:
    """Return the header and rows of the table that a layout names in a file.

    Raises:
        UnusableFileError: the file is damaged, of another kind than its name says, too large, or
            has no such sheet or list.
    """
    # a mapping may name files without any ending; those are CSV, as they always were
    kind = kind_of(file.name) or "csv"
    _require_kind(file, kind)
    if kind == "excel":
        table = open_workbook(file.path, layout.sheet, layout.header_row)
    elif kind == "json":
        table = open_json(file.path, layout.records, file.is_named_gzip, layout.encoding)
    elif kind == "parquet":
        table = open_parquet(file.path)
    else:
        table = open_csv(
            file.path,
            delimiter_of(file.name, layout),
            file.is_named_gzip,
            layout.wrapped_rows == "unwrap",
            layout.encoding,
            layout.header_row,
        )
    if len(table.header) > MAX_COLUMNS:
        raise UnusableFileError(
            f"it has {len(table.header):,} columns, more than {MAX_COLUMNS:,}; export only those"
            " that are mapped"
        )
    if table.header:
        require_header([name for name in table.header if name] or [""])
    return table


def _require_kind(file: LandedFile, kind: Kind) -> None:
    with file.path.open("rb") as opened:
        begins = opened.read(4)
    for magic, (real, called, ending) in OTHER_KINDS.items():
        if begins.startswith(magic) and real != kind:
            advice = f"; name it {ending}" if ending else ""
            raise UnusableFileError(f"whatever its name says, this is {called}{advice}")
    if kind in ("excel", "parquet") and file.is_named_gzip:
        raise UnusableFileError(f"a {kind} file is packed already; deliver it without .gz")
