"""HubSpot: contacts with their property history as the API returns them, forms and e-mails as CSV.

To add a file of HubSpot, add its table to `tables.py` and its name's pattern to `FILES`. To add a
contact property as a column of its own, add it to `HUBSPOT_CONTACTS`; all others stay in
`properties`. To add a property's history, do nothing: every history delivered is kept.
"""

import json
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from pipelines.sources.content import read_text
from pipelines.sources.csv_tables import read_csv_table
from pipelines.sources.extracts import UnusableFileError
from pipelines.sources.rows import MANGLED_ID, Rows
from pipelines.sources.strict_csv import likely_rename
from pipelines.sources.tables import (
    HUBSPOT_CONTACTS,
    HUBSPOT_EMAILS,
    HUBSPOT_FORMS,
    HUBSPOT_HISTORY,
)
from pipelines.sources.vendor import Inspection, LandedFile, PassedOver, Recognised

FILES = (
    (re.compile(r"contacts[^/]*\.(json|jsonl|ndjson)(\.gz)?", re.IGNORECASE), HUBSPOT_CONTACTS),
    (re.compile(r"form_submissions[^/]*\.csv(\.gz)?", re.IGNORECASE), HUBSPOT_FORMS),
    (re.compile(r"email_events[^/]*\.csv(\.gz)?", re.IGNORECASE), HUBSPOT_EMAILS),
)
CSV_TABLES = {table.name: table for table in (HUBSPOT_FORMS, HUBSPOT_EMAILS)}
ID_COLUMNS = {"form_submissions": ("conversion_id", "contact_id"), "email_events": ("id",)}
# stands at the top of a contact; the second name is the property that says the same
TOP_LEVEL = {
    "id": "hs_object_id",
    "archived": None,
    "createdAt": "createdate",
    "updatedAt": "lastmodifieddate",
}
PROPERTIES = tuple(
    name for name in HUBSPOT_CONTACTS.column_names if name not in (*TOP_LEVEL, "properties")
)


class HubSpot:
    """HubSpot's files."""

    name = "hubspot"
    version = 1
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
        rows = self.read(file)
        return Inspection(rows.delivered, rows.told())

    def read(self, file: LandedFile) -> Rows:
        """Return a file's rows."""
        if file.table in CSV_TABLES:
            table, ids = CSV_TABLES[file.table], ID_COLUMNS[file.table]
            return read_csv_table(file.path, table, ids, file.is_named_gzip)
        return _read_contacts(read_text(file.path, file.is_named_gzip).getvalue())


def _read_contacts(text: str) -> Rows:
    rows = Rows(tables={HUBSPOT_CONTACTS.name: [], HUBSPOT_HISTORY.name: []})
    seen: set[str] = set()
    for contact in _contacts(text):
        rows.delivered += 1
        line = rows.delivered
        try:
            current, history = _one_contact(contact)
        except ValueError as problem:
            shown = contact if isinstance(contact, str) else json.dumps(contact)
            rows.reject(line, str(problem), shown)
            continue
        seen.update(json.loads(current[-1] or "{}"))
        rows.tables[HUBSPOT_CONTACTS.name].append((line, *current))
        rows.tables[HUBSPOT_HISTORY.name].extend((line, *value) for value in history)
    _no_property_was_renamed(seen)
    return rows


def _contacts(text: str) -> Iterator[object]:
    """Yield each contact of an array, of one or more pages, or of one per line.

    A line that is no JSON is yielded as its text, unless it is the cut-off end of the file.
    """
    lines = [line for line in text.split("\n") if line.strip()]
    if not lines:
        raise UnusableFileError("the file holds no JSON at all; the export was cut off")
    try:
        json.loads(lines[0])
    except ValueError:
        yield from _of_document(_whole(text))
        return
    if len(lines) == 1:
        yield from _of_document(json.loads(lines[0]))
        return
    for number, line in enumerate(lines, start=1):
        try:
            document = json.loads(line)
        except ValueError as problem:
            if number == len(lines) and not text.endswith("\n"):
                raise UnusableFileError(
                    "the last line is half a JSON document; the export was cut off"
                ) from problem
            yield line
            continue
        yield from _of_document(document)


def _whole(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError as problem:
        line = getattr(problem, "lineno", 1)
        raise UnusableFileError(
            f"the JSON is damaged or cut off at line {line}; export it again"
        ) from problem


def _of_document(document: object) -> Iterator[object]:
    if isinstance(document, list):
        yield from document
    elif isinstance(document, dict) and "results" in document:
        if not isinstance(document["results"], list):
            raise UnusableFileError('"results" is no list of contacts')
        yield from document["results"]
    elif isinstance(document, dict) and document.get("status") == "error":
        raise UnusableFileError("the file holds the API's error message instead of contacts")
    else:
        yield document


def _one_contact(
    contact: object,
) -> tuple[tuple[str | None, ...], list[tuple[str | None, ...]]]:
    """Return a contact's columns and its history; raise ValueError for what it lacks."""
    if isinstance(contact, str):
        raise ValueError("the line is no JSON")
    if not isinstance(contact, dict):
        raise ValueError("no contact: a JSON object is expected")
    properties = contact.get("properties") or {}
    if not isinstance(properties, dict):
        raise ValueError('"properties" is no object')
    top = {
        name: _text(contact.get(name, properties.get(other) if other else None))
        for name, other in TOP_LEVEL.items()
    }
    contact_id = (top["id"] or "").strip()
    if not contact_id:
        raise ValueError('the contact has no "id"')
    if MANGLED_ID.fullmatch(contact_id):
        raise ValueError(f"the id {contact_id} was rounded by a spreadsheet")
    try:
        json.dumps(contact, ensure_ascii=False).encode()
    except UnicodeEncodeError as problem:
        raise ValueError("a text in it is no valid Unicode") from problem
    kept = json.dumps(properties, ensure_ascii=False, sort_keys=True)
    values = {**top, **{name: _text(properties.get(name)) for name in PROPERTIES}}
    current = tuple(
        kept if name == "properties" else values[name] for name in HUBSPOT_CONTACTS.column_names
    )
    return current, list(_history(contact_id, contact.get("propertiesWithHistory") or {}))


def _history(contact_id: str, histories: object) -> Iterator[tuple[str | None, ...]]:
    if not isinstance(histories, dict):
        raise ValueError('"propertiesWithHistory" is no object')
    for name, values in histories.items():
        if not isinstance(values, list):
            raise ValueError(f'the history of "{name}" is no list')
        for value in values:
            if not isinstance(value, dict):
                raise ValueError(f'the history of "{name}" holds something that is no object')
            yield (
                contact_id,
                name,
                *(_text(value.get(key)) for key in HUBSPOT_HISTORY.column_names[2:]),
            )


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def _no_property_was_renamed(seen: set[str]) -> None:
    """Hold a file that never names a property we lean on, but one that looks like it."""
    for name in ("email", "lifecyclestage"):
        likely = likely_rename(name, sorted(seen)) if seen and name not in seen else None
        if likely and likely not in PROPERTIES and not likely.startswith("hs_"):
            raise UnusableFileError(
                f'no contact has the property "{name}" (renamed to "{likely}"?). Name it as before'
                " in the export"
            )


VENDOR = HubSpot()
