"""A vendor's CSV as rows of one raw table: text as delivered, an empty field as NULL."""

from collections.abc import Iterable
from pathlib import Path

from pipelines.sources.contracts import RawTable
from pipelines.sources.rows import MANGLED_ID, Rows
from pipelines.sources.strict_csv import open_csv, positions

SHOWN_COLUMNS = 4


def read_csv_table(
    path: Path, table: RawTable, ids: Iterable[str], named_gzip: bool = False
) -> Rows:
    """Return a CSV's rows; a row without one of `ids` is rejected."""
    file = open_csv(path, named_gzip=named_gzip)
    at, unknown = positions(file.header, table.column_names, table.required)
    columns = [at.get(name) for name in table.column_names]
    keys = [(name, at[name]) for name in ids]
    rows = Rows(tables={table.name: []})
    if unknown:
        rows.notes.append(unused_columns(unknown))
    out = rows.tables[table.name]
    for row in file.rows:
        rows.delivered += 1
        problem = row.problem or _id_problem(row.values, keys)
        if problem:
            rows.reject(row.line, problem, ",".join(row.values))
            continue
        values = row.values
        out.append((row.line, *(None if i is None else values[i] or None for i in columns)))
    return rows


def unused_columns(columns: list[str]) -> str:
    """Return the note about columns that stay in landing only."""
    shown = ", ".join(columns[:SHOWN_COLUMNS])
    more = f" and {len(columns) - SHOWN_COLUMNS} more" if len(columns) > SHOWN_COLUMNS else ""
    return f"not used, kept in landing: {shown}{more}"


def _id_problem(values: list[str], keys: list[tuple[str, int]]) -> str | None:
    for name, position in keys:
        value = values[position].strip()
        if not value:
            return f"{name} is empty"
        if MANGLED_ID.fullmatch(value):
            return f"{name} {value} was rounded by a spreadsheet"
    return None
