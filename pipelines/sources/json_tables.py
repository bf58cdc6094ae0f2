"""JSON as a table: a list of objects, one object a line, or a list somewhere inside a document.

Objects within an object become columns of their own, `company.name`; lists stay the JSON they are.
A number is the text it was written as, so that no amount is rounded on the way.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipelines.sources.content import read_text
from pipelines.sources.exact import MAX_COLUMNS, MAX_FIELD, Exact
from pipelines.sources.extracts import UnusableFileError
from pipelines.sources.strict_csv import CsvFile, CsvRow

MAX_DEPTH = 8


class _Number(str):
    """A number as it was written."""

    __slots__ = ()


def open_json(
    path: Path, records: str | None = None, named_gzip: bool = False, encoding: str = "utf-8"
) -> CsvFile:
    """Return the records of a JSON file as a table; its header is every key that any of them has.

    Args:
        path: the file.
        records: where the list stands in the document, such as `data.items`.
        named_gzip: whether the file's name promises a gzip.
        encoding: how the text is written down.

    Raises:
        UnusableFileError: no JSON, no list of objects, or a key twice in one object.
    """
    listed = _listed(read_text(path, named_gzip, encoding).getvalue(), records)
    header: dict[str, int] = {}
    flat: list[dict[str, str] | None] = []
    for record in listed:
        values = _flat(record) if isinstance(record, dict) else None
        flat.append(values)
        for name in values or ():
            header.setdefault(name, len(header))
        if len(header) > MAX_COLUMNS:
            raise UnusableFileError(f"its records have more than {MAX_COLUMNS:,} different keys")
    return CsvFile(list(header), _rows(flat, list(header)))


def _rows(records: list[dict[str, str] | None], header: list[str]) -> Iterator[CsvRow]:
    for line, record in enumerate(records, start=1):
        if record is None:
            yield CsvRow(line, [], "it is no object with named values")
            continue
        values = [record.get(name, "") for name in header]
        too_long = any(len(value) > MAX_FIELD for value in values)
        problem = f"a value longer than {MAX_FIELD:,} characters" if too_long else None
        yield CsvRow(line, values, problem)


def _listed(text: str, records: str | None) -> list[Any]:
    decoder = json.JSONDecoder(
        object_pairs_hook=_without_twins,
        parse_int=_Number,
        parse_float=_Number,
        parse_constant=_refuse_constant,
    )
    try:
        if records is None and not text.lstrip().startswith("["):
            lines = [(at, line) for at, line in enumerate(text.split("\n"), 1) if line.strip()]
            return [_decoded(decoder, line, at) for at, line in lines]
        content = decoder.decode(text)
    except RecursionError as problem:
        raise UnusableFileError("it is nested too deeply to be a list of records") from problem
    except ValueError as problem:
        raise UnusableFileError(
            f"it is no JSON ({problem}); it is cut off, or of another kind"
        ) from problem
    for step in records.split(".") if records else ():
        content = content.get(step) if isinstance(content, dict) else None
    if not isinstance(content, list):
        where = f'at "{records}"' if records else "at its top"
        raise UnusableFileError(f"there is no list of records {where}")
    return content


def _decoded(decoder: json.JSONDecoder, line: str, at: int) -> Any:
    try:
        return decoder.decode(line)
    except json.JSONDecodeError as problem:
        raise UnusableFileError(
            f"line {at} is no JSON ({problem.msg}); write one object a line or one list of them,"
            " or say by `records` in the mapping where the list stands"
        ) from problem


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f'the key "{twice}" stands twice in one object')
    return found


def _refuse_constant(text: str) -> Any:
    raise ValueError(f"{text} is no number")


def _flat(record: dict[str, Any], above: str = "", depth: int = 1) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in record.items():
        if isinstance(value, dict) and value and depth < MAX_DEPTH:
            found |= _flat(value, f"{above}{name}.", depth + 1)
        else:
            found[f"{above}{name}"] = _text(value)
    return found


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, _Number):
        return Exact(value)
    if isinstance(value, bool):
        return Exact("true" if value else "false")
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
