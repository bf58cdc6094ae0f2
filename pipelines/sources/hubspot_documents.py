"""HubSpot's JSON, in every shape that the API and its exports write: pages, arrays, one a line."""

import json
from collections.abc import Iterator

from pipelines.sources.extracts import UnusableFileError
from pipelines.sources.rows import MANGLED_ID

PLURALS = {"contacts": "contact", "companies": "company", "deals": "deal"}
# the engagements of the first API name whom they are of under these
FIRST_API = {"contactIds": "contact", "companyIds": "company", "dealIds": "deal"}


def documents(text: str) -> Iterator[object]:
    """Yield each record of an array, of one or more pages, or of one per line.

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
            raise UnusableFileError('"results" is no list of records')
        yield from document["results"]
    elif isinstance(document, dict) and document.get("status") == "error":
        raise UnusableFileError("the file holds the API's error message instead of records")
    else:
        yield document


def record_of(document: object) -> dict[str, object]:
    """Return a record as an object; raise ValueError for what is none."""
    if isinstance(document, str):
        raise ValueError("the line is no JSON")
    if not isinstance(document, dict):
        raise ValueError("no record: a JSON object is expected")
    try:
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError as problem:
        raise ValueError("a text in it is no valid Unicode") from problem
    return document


def object_in(document: dict[str, object], name: str) -> dict[str, object]:
    """Return the object under a name, or an empty one; raise ValueError for other things."""
    found = document.get(name) or {}
    if not isinstance(found, dict):
        raise ValueError(f'"{name}" is no object')
    return found


def text_of(value: object) -> str | None:
    """Return a value as text: a text as it stands, anything else as JSON writes it."""
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def id_of(value: object, what: str) -> str:
    """Return an id; raise ValueError where there is none, or a spreadsheet rounded it."""
    found = (text_of(value) or "").strip()
    if not found:
        raise ValueError(f'the {what} has no "id"')
    if MANGLED_ID.fullmatch(found):
        raise ValueError(f"the id {found} was rounded by a spreadsheet")
    return found


def histories_of(document: dict[str, object]) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield each value that each property took."""
    for name, values in object_in(document, "propertiesWithHistory").items():
        if not isinstance(values, list):
            raise ValueError(f'the history of "{name}" is no list')
        for value in values:
            if not isinstance(value, dict):
                raise ValueError(f'the history of "{name}" holds something that is no object')
            yield name, value


def associated_in(document: dict[str, object]) -> Iterator[tuple[str, str, str | None]]:
    """Yield the kind and id of each record that a record names, and the labels of the tie."""
    for name, found in object_in(document, "associations").items():
        listed = found.get("results", []) if isinstance(found, dict) else found
        if not isinstance(listed, list):
            raise ValueError(f'the associations with "{name}" are no list')
        kind = PLURALS.get(name) or FIRST_API.get(name) or name.rstrip("s")
        for item in listed:
            yield kind, *_tie(item)


def _tie(item: object) -> tuple[str, str | None]:
    if not isinstance(item, dict):
        return id_of(item, "associated record"), None
    number = item.get("id", item.get("toObjectId"))
    types = item.get("associationTypes")
    words = [each.get("label") for each in types if isinstance(each, dict)] if types else []
    said = [text_of(word) for word in [item.get("type"), *words]]
    return id_of(number, "associated record"), ";".join(word for word in said if word) or None
