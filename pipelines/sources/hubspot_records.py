"""HubSpot's records as rows: the same rows whether the API wrote them or an object export did.

A record makes one row of its own table, one per value of each property's history, and one per other
record that it names. To keep a property as a column of its own, add it to the table's contract.
"""

import json
from collections.abc import Iterable, Iterator

from pipelines.sources.extracts import UnusableFileError
from pipelines.sources.hubspot_documents import (
    associated_in,
    histories_of,
    id_of,
    object_in,
    record_of,
    text_of,
)
from pipelines.sources.hubspot_objects import (
    LIFECYCLE,
    NAMED_RECORDS,
    OWNER,
    ObjectKind,
    property_of,
)
from pipelines.sources.rows import Rows
from pipelines.sources.strict_csv import CsvFile, likely_rename
from pipelines.sources.tables import HUBSPOT_ASSOCIATIONS, HUBSPOT_ENGAGEMENTS

Text = str | None


def read_records(documents: Iterable[object], kind: ObjectKind) -> Rows:
    """Return the rows of records of one kind; what is none is rejected."""
    rows = Rows(tables={table.name: [] for table in _tables(kind)})
    seen: set[str] = set()
    for document in documents:
        rows.delivered += 1
        line = rows.delivered
        try:
            record = _as_the_api_has_it(record_of(document))
            made = list(_rows_of(record, kind))
        except ValueError as problem:
            shown = document if isinstance(document, str) else json.dumps(document)
            rows.reject(line, str(problem), shown)
            continue
        properties = object_in(record, "properties")
        seen.update(properties)
        if "properties" not in kind.table.column_names:
            others = properties.keys() - {*kind.table.column_names, *kind.top_level.values()}
            rows.keep(line, ((name, text_of(properties[name]) or "") for name in sorted(others)))
        for table, values in made:
            rows.tables[table].append((line, *values))
    _no_property_was_renamed(seen, kind)
    _name_columns(rows, seen, kind)
    # the API leaves out what is empty everywhere
    rows.is_sparse = True
    return rows


def _name_columns(rows: Rows, names: Iterable[str], kind: ObjectKind) -> None:
    """Say which properties of the contract were delivered, and which others."""
    known = set(kind.table.column_names)
    rows.read = tuple(sorted(known.intersection(names)))
    rows.kept = tuple(sorted(set(names) - known - set(kind.top_level.values())))


def read_export(file: CsvFile, kind: ObjectKind) -> Rows:
    """Return the rows of an object export, whose columns are called by their labels or names."""
    names = [property_of(kind.name, header) for header in file.header]
    if "hs_object_id" not in names and "id" not in names:
        raise UnusableFileError(
            'there is no column "Record ID" (hs_object_id); include it in the export'
        )
    for name in kind.required:
        if name not in names:
            raise UnusableFileError(f'there is no column for "{name}"; include it in the export')
    unread: dict[int, tuple[str, str]] = {}

    def records() -> Iterator[object]:
        for row in file.rows:
            if row.problem:
                unread[row.line] = (row.problem, ",".join(row.values))
                yield {}
            else:
                yield _record_of_row(file.header, names, row.values)

    rows = read_records(records(), kind)
    _name_columns(rows, names, kind)
    # the kinds of engagement share a table, and have columns of their own
    rows.is_sparse = kind.table is HUBSPOT_ENGAGEMENTS
    for place, reject in enumerate(rows.rejects):
        if reject.line in unread:
            reason, text = unread[reject.line]
            rows.rejects.pop(place)
            rows.reject(reject.line, reason, text)
            rows.rejects.insert(place, rows.rejects.pop())
    return rows


def _tables(kind: ObjectKind) -> list:  # type: ignore[type-arg]
    tables = [kind.table, HUBSPOT_ASSOCIATIONS, *([kind.history] if kind.history else [])]
    return tables if kind is not OWNER else [kind.table]


def _as_the_api_has_it(record: dict[str, object]) -> dict[str, object]:
    """Return a record of today's form; the first API's engagements stand in two parts."""
    first = record.get("engagement")
    if not isinstance(first, dict):
        return record
    told = object_in(record, "metadata")
    moments = {"hs_timestamp": first.get("timestamp"), "hubspot_owner_id": first.get("ownerId")}
    return {
        "id": first.get("id"),
        "archived": first.get("active") is False,
        "createdAt": first.get("createdAt"),
        "updatedAt": first.get("lastUpdated"),
        "type": first.get("type"),
        "associations": record.get("associations"),
        "properties": {
            **moments,
            "hs_call_status": told.get("status") if first.get("type") == "CALL" else None,
            "hs_email_direction": "INCOMING_EMAIL"
            if first.get("type") == "INCOMING_EMAIL"
            else None,
            "hs_meeting_outcome": told.get("meetingOutcome"),
            "hs_meeting_start_time": told.get("startTime"),
            "hs_meeting_end_time": told.get("endTime"),
            "hs_task_type": told.get("taskType"),
            "hs_task_status": told.get("status") if first.get("type") == "TASK" else None,
            "hs_task_completion_date": told.get("completionDate"),
        },
    }


def _rows_of(record: dict[str, object], kind: ObjectKind) -> Iterator[tuple[str, tuple[Text, ...]]]:
    """Yield a record's rows, each with its table; raise ValueError for what it lacks."""
    properties = object_in(record, "properties")
    top = {
        name: text_of(record.get(name, properties.get(other)))
        for name, other in kind.top_level.items()
    }
    top["id"] = number = id_of(top["id"], kind.name)
    if kind.table is HUBSPOT_ENGAGEMENTS:
        top["type"] = _engagement_type(record, kind)
    if kind is OWNER:
        properties, top["team"] = record, _main_team(record.get("teams"))
    top["properties"] = json.dumps(properties, ensure_ascii=False, sort_keys=True)
    columns = kind.table.column_names
    yield (
        kind.table.name,
        tuple(top[name] if name in top else text_of(properties.get(name)) for name in columns),
    )
    if kind.history:
        for name, value in histories_of(record):
            told = (text_of(value.get(key)) for key in kind.history.column_names[2:])
            yield kind.history.name, (number, name, *told)
    own = (top.get("type") or kind.name).lower()
    for other, other_number, label in associated_in(record):
        yield HUBSPOT_ASSOCIATIONS.name, (own, number, other, other_number, label)


def _engagement_type(record: dict[str, object], kind: ObjectKind) -> str:
    said = text_of(record.get("type")) or kind.name
    return said.removeprefix("INCOMING_").upper()


def _main_team(teams: object) -> Text:
    """Return the name of an owner's main team, else of the first."""
    listed = [team for team in teams if isinstance(team, dict)] if isinstance(teams, list) else []
    main = [team for team in listed if team.get("primary") is True] or listed
    return text_of(main[0].get("name")) if main else None


def _record_of_row(header: list[str], names: list[str], values: list[str]) -> dict[str, object]:
    """Return a row of an export as the API would have written it."""
    properties: dict[str, object] = {}
    associations: dict[str, list[str]] = {}
    for column, name, value in zip(header, names, values, strict=True):
        other = NAMED_RECORDS.get(" ".join(column.casefold().split()))
        if other:
            numbers = [number.strip() for number in value.split(";")]
            associations.setdefault(other, []).extend(n for n in numbers if n.isdigit())
            continue
        properties[name] = value or None
    stage = str(properties.get("lifecyclestage") or "").replace(" ", "").lower()
    if stage in LIFECYCLE:
        properties["lifecyclestage"] = stage
    if "id" in properties:
        properties["hs_object_id"] = properties.pop("id")
    return {"properties": properties, "associations": associations}


def _no_property_was_renamed(seen: set[str], kind: ObjectKind) -> None:
    """Hold a file that never names a property we lean on, but one that looks like it."""
    for name in kind.required:
        if seen and name not in seen:
            raise UnusableFileError(
                f'no {kind.name} has the property "{name}"; name it in the export'
            )
    for name in kind.leans_on:
        likely = likely_rename(name, sorted(seen)) if seen and name not in seen else None
        known = likely in kind.table.column_names or (likely or "").startswith("hs_")
        if likely and not known:
            raise UnusableFileError(
                f'no {kind.name} has the property "{name}" (renamed to "{likely}"?). Name it as'
                " before in the export"
            )
