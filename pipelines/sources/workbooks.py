"""Excel workbooks: one sheet as a table, dates and numbers as the cells hold them.

A workbook is a zip: what unpacks to more than a sheet of leads can hold is refused before it is
read.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from pipelines.sources.content import BLOCK, MAX_UNPACKED_RATIO
from pipelines.sources.exact import MAX_COLUMNS, exact
from pipelines.sources.extracts import UnusableFileError
from pipelines.sources.strict_csv import CsvFile, CsvRow

MAX_UNPACKED = 1 << 29
# a sheet is laid out whole in memory, from its first cell to its last, empty ones too
MAX_CELLS = 5_000_000
_CELL = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_ERROR = re.compile(rb'<(?:\w+:)?c\b[^>]*\bt="e"')


def sheet_names(path: Path) -> list[str]:
    """Return the names of a workbook's visible sheets that are not empty."""
    _error_cells(path)
    return _tables_of(_opened(path))


def open_workbook(path: Path, sheet: str | None, header_row: int) -> CsvFile:
    """Return the table of a sheet; without a name, of the only one that holds any.

    Raises:
        UnusableFileError: damaged, too large, locked by a password, or without such a sheet.
    """
    errors = _error_cells(path)
    book = _opened(path)
    names = _tables_of(book)
    if sheet is None:
        if len(names) != 1:
            held = ", ".join(f'"{name}"' for name in names) or "all empty"
            raise UnusableFileError(
                f"the workbook's sheets are {held}; say which one is read by `sheet` in the mapping"
            )
        sheet = names[0]
    if sheet not in book.sheet_names:
        held = ", ".join(f'"{name}"' for name in book.sheet_names)
        raise UnusableFileError(
            f'it has no sheet "{sheet}", but {held}; name it as before, or say so by `sheet` in'
            " the mapping"
        )
    rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    if len(rows) < header_row:
        raise UnusableFileError(f'the sheet "{sheet}" has no row {header_row} to name its columns')
    header = [str(exact(cell)).strip() for cell in rows[header_row - 1]]
    is_one = "1 cell shows an error such as #REF! and is"
    told = is_one if errors == 1 else f"{errors:,} cells show an error such as #REF! and are"
    return CsvFile(header, _rows(rows[header_row:]), (f"{told} read as empty",) if errors else ())


def _tables_of(book: Any) -> list[str]:
    from python_calamine import SheetVisibleEnum

    shown = [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.visible == SheetVisibleEnum.Visible and sheet.name in book.sheet_names
    ]
    return [name for name in shown if book.get_sheet_by_name(name).height]


def _opened(path: Path) -> Any:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        return CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError) as problem:
        raise UnusableFileError(
            f"the workbook cannot be read ({str(problem).splitlines()[0]}); save it anew as .xlsx,"
            " without a password"
        ) from problem


def _error_cells(path: Path) -> int:
    """Return how many cells of a workbook show an error; refuse one that is too large to read."""
    errors = 0
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            size = sum(member.file_size for member in members)
            packed = max(sum(member.compress_size for member in members), BLOCK)
            if size > min(MAX_UNPACKED, packed * MAX_UNPACKED_RATIO):
                raise UnusableFileError(_too_large(f"it unpacks to {size >> 20:,} MB"))
            for member in members:
                if member.filename.startswith("xl/worksheets/"):
                    errors += _error_cells_of(archive, member)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as problem:
        raise UnusableFileError(
            f"the workbook is damaged or cut off ({problem}); transfer it again"
        ) from problem
    return errors


def _error_cells_of(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> int:
    """Return how many cells of a sheet show an error; refuse one that spans too many."""
    widest, lowest, errors, rest = 0, 0, 0, b""
    with archive.open(member) as opened:
        while block := opened.read(BLOCK):
            text = rest + block
            # the last tag may go on in the next block
            cut = text.rfind(b"<")
            text, rest = (text, b"") if cut < 0 else (text[:cut], text[cut:])
            if len(rest) > BLOCK:
                raise UnusableFileError(_too_large("one tag of it is larger than a megabyte"))
            for column, row in _CELL.findall(text):
                widest, lowest = max(widest, _column_number(column)), max(lowest, int(row))
            errors += len(_ERROR.findall(text))
    if widest > MAX_COLUMNS or widest * lowest > MAX_CELLS:
        raise UnusableFileError(
            _too_large(f"a sheet of it spans {lowest:,} rows and {widest:,} columns")
        )
    return errors


@cache
def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _too_large(what: str) -> str:
    return f"the workbook is too large ({what}); delete what is far from the table, or export a CSV"


def _rows(rows: list[list[object]]) -> Iterator[CsvRow]:
    line = 0
    for cells in rows:
        values = [exact(cell) for cell in cells]
        if not any(value.strip() for value in values):
            continue
        line += 1
        yield CsvRow(line, values)
