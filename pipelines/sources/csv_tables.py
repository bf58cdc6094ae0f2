"""A vendor's CSV as rows of one raw table: text as delivered, an empty field as NULL.

To have a column's values checked, name the column in what its vendor's module passes as `kinds`.
"""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from pipelines.sources.contracts import RawTable
from pipelines.sources.rows import MANGLED_ID, Rows
from pipelines.sources.strict_csv import open_csv, positions

SHOWN_COLUMNS = 4


# says what is wrong with a value that is not empty, or None
Check = Callable[[str], str | None]


def read_csv_table(
    path: Path,
    table: RawTable,
    ids: Iterable[str],
    named_gzip: bool = False,
    kinds: Mapping[str, Check] | None = None,
) -> Rows:
    """Return a CSV's rows; one without one of `ids`, or with a value of no sense, is rejected."""
    file = open_csv(path, named_gzip=named_gzip)
    at, unknown = positions(file.header, table.column_names, table.required)
    columns = [at.get(name) for name in table.column_names]
    keys = [(name, at[name]) for name in ids]
    checks = [(name, at[name], check) for name, check in (kinds or {}).items() if name in at]
    rows = Rows(tables={table.name: []}, read=tuple(at), kept=tuple(unknown))
    others = [(name, file.header.index(name)) for name in unknown]
    if unknown:
        rows.notes.append(unused_columns(unknown))
    out = rows.tables[table.name]
    for row in file.rows:
        rows.delivered += 1
        problem = row.problem or _id_problem(row.values, keys) or _kind_problem(row.values, checks)
        if problem:
            rows.reject(row.line, problem, ",".join(row.values))
            continue
        values = row.values
        out.append((row.line, *(None if i is None else values[i] or None for i in columns)))
        rows.keep(row.line, ((name, values[place]) for name, place in others))
    return rows


def unused_columns(columns: list[str]) -> str:
    """Return the note about columns that no model reads."""
    shown = ", ".join(columns[:SHOWN_COLUMNS])
    more = f" and {len(columns) - SHOWN_COLUMNS} more" if len(columns) > SHOWN_COLUMNS else ""
    return f"not used, kept as delivered: {shown}{more}"


def _id_problem(values: list[str], keys: list[tuple[str, int]]) -> str | None:
    for name, position in keys:
        value = values[position].strip()
        if not value:
            return f"{name} is empty"
        if MANGLED_ID.fullmatch(value):
            return f"{name} {value} was rounded by a spreadsheet"
    return None


def _kind_problem(values: list[str], checks: list[tuple[str, int, Check]]) -> str | None:
    for name, position, check in checks:
        value = values[position].strip()
        problem = check(value) if value else None
        if problem:
            return f"{name} {value} {problem}"
    return None
