"""Marketo: leads, activities and deleted leads, as its bulk extract writes them to CSV.

To add a file of Marketo, add its table to `tables.py` and its name's pattern to `FILES`. To add a
lead's field as a column of its own, add it to `MARKETO_LEADS`; all others go to `lead_fields`.
"""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import PurePosixPath

from pipelines.sources.contracts import RawTable
from pipelines.sources.extracts import UnusableFileError
from pipelines.sources.kinds import moment_problem
from pipelines.sources.marketo_attributes import NULL, attributes_of, told_in, written
from pipelines.sources.rows import MANGLED_ID, Rows
from pipelines.sources.strict_csv import CsvFile, likely_rename, open_csv, positions
from pipelines.sources.tables import (
    MARKETO_ACTIVITIES,
    MARKETO_DELETED,
    MARKETO_FIELDS,
    MARKETO_LEADS,
)
from pipelines.sources.vendor import Inspection, LandedFile, PassedOver, Recognised

FILES = (
    (re.compile(r"deleted_leads[^/]*\.csv(\.gz)?", re.IGNORECASE), MARKETO_DELETED),
    (re.compile(r"leads[^/]*\.csv(\.gz)?", re.IGNORECASE), MARKETO_LEADS),
    (re.compile(r"activities[^/]*\.csv(\.gz)?", re.IGNORECASE), MARKETO_ACTIVITIES),
)
STATUS = "leadStatus"
IN_FILE = tuple(column.name for column in MARKETO_ACTIVITIES.columns if column.required)
LEAD_MOMENTS = [
    (name, MARKETO_LEADS.column_names.index(name)) for name in ("createdAt", "updatedAt")
]
ATTRIBUTES = IN_FILE.index("attributes")

Values = list[str | None]


class Marketo:
    """Marketo's files."""

    name = "marketo"
    version = 3
    replaces_day = False

    def recognise(self, name: str) -> Recognised | PassedOver | None:
        """Return the table that a file holds."""
        plain = PurePosixPath(name).name
        for pattern, table in FILES:
            if pattern.fullmatch(plain):
                return Recognised(table.name)
        return None

    def inspect(self, file: LandedFile) -> Inspection:
        """Read a file through and count its data rows."""
        return Inspection.of(self.read(file))

    def read(self, file: LandedFile) -> Rows:
        """Return a file's rows."""
        content = open_csv(file.path, named_gzip=file.is_named_gzip)
        if file.table == MARKETO_LEADS.name:
            return _read_leads(content)
        if file.table == MARKETO_DELETED.name:
            return _read(content, MARKETO_DELETED, MARKETO_DELETED.column_names, _deletion)
        return _read(content, MARKETO_ACTIVITIES, IN_FILE, _activity)


def _read(
    content: CsvFile,
    table: RawTable,
    names: Iterable[str],
    made: Callable[[Values], Values],
    also: Callable[[int, list[str]], None] | None = None,
) -> Rows:
    """Return a file's rows, each as `made` makes it of the named columns or rejects it.

    Args:
        content: the file.
        table: where its rows go.
        names: the columns that stand in the file.
        made: returns a row's values, or raises ValueError with what is wrong.
        also: is told the line and all fields of each row that is accepted.
    """
    at, unknown = positions(content.header, names, table.required)
    columns = [at.get(name) for name in names]
    rows = Rows(tables={table.name: []}, read=tuple(at), kept=tuple(unknown))
    others = [] if also else [(name, content.header.index(name)) for name in unknown]
    out = rows.tables[table.name]
    for row in content.rows:
        rows.delivered += 1
        fields = row.values
        try:
            if row.problem:
                raise ValueError(row.problem)
            values = made([None if i is None else _value(fields[i]) for i in columns])
        except ValueError as problem:
            rows.reject(row.line, str(problem), ",".join(fields))
            continue
        out.append((row.line, *values))
        rows.keep(row.line, ((name, _value(fields[place]) or "") for name, place in others))
        if also:
            also(row.line, fields)
    return rows


def _read_leads(content: CsvFile) -> Rows:
    """Return leads, and beside them every field that is no column of its own."""
    known = {name.casefold() for name in MARKETO_LEADS.column_names}
    others = [(n, name) for n, name in enumerate(content.header) if name.casefold() not in known]
    folded = [name.casefold() for name in content.header]
    if STATUS.casefold() not in folded:
        likely = likely_rename(STATUS, [name for _, name in others])
        if likely:
            raise UnusableFileError(
                f'the column "{STATUS}" is missing (renamed to "{likely}"?). Name it as before in'
                " the export"
            )
    more: list[tuple[object, ...]] = []
    place = folded.index("id") if "id" in folded else 0

    def keep_others(line: int, fields: list[str]) -> None:
        for number, name in others:
            value = _value(fields[number])
            if value is not None:
                more.append((line, fields[place].strip(), name, value))

    rows = _read(content, MARKETO_LEADS, MARKETO_LEADS.column_names, _lead, keep_others)
    rows.tables[MARKETO_FIELDS.name] = more
    return rows


def _value(text: str) -> str | None:
    return None if text in ("", NULL) else text


def _lead(values: Values) -> Values:
    _check_id("id", values[0])
    for name, place in LEAD_MOMENTS:
        problem = moment_problem((values[place] or "").strip()) if values[place] else None
        if problem:
            raise ValueError(f"{name} {values[place]} {problem}")
    return values


def _deletion(values: Values) -> Values:
    _check_id("leadId", values[1])
    _check_moment(values[2])
    return values


def _activity(values: Values) -> Values:
    """Return an activity with its attributes as one JSON object, and what is read out of them."""
    _check_id("marketoGUID", values[0])
    _check_id("leadId", values[1])
    _check_moment(values[2])
    kind = values[3]
    if kind is None or not kind.strip().isdecimal():
        raise ValueError(f"activityTypeId {kind or 'is empty, which'} is no number")
    attributes = attributes_of(values[ATTRIBUTES])
    return [*values[:ATTRIBUTES], written(attributes), *told_in(attributes)]


def _check_id(name: str, value: str | None) -> None:
    if value is None or not value.strip():
        raise ValueError(f"{name} is empty")
    if MANGLED_ID.fullmatch(value.strip()):
        raise ValueError(f"{name} {value} was rounded by a spreadsheet")


def _check_moment(value: str | None) -> None:
    """Refuse a moment that is none; without one, an activity counts from its delivery."""
    if value is None or not value.strip():
        return
    try:
        datetime.fromisoformat(value.strip())
    except ValueError:
        raise ValueError(f"activityDate {value} is no moment") from None


VENDOR = Marketo()
