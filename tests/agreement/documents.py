"""The complete agreement, broken in one place, and what the loader says of it."""

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from expectations.errors import BadInputError
from expectations.loader import default_folder, load_agreement
from expectations.rules.conditions import fields_and_operators_are_known
from expectations.schema import Agreement
from expectations.signatures import sign

COMPLETE = (Path(__file__).parent / "complete.yml").read_text("utf-8")
SHIPPED = (default_folder() / "2025-01-01.yml").read_text("utf-8")
SIGNED_ON = date(2024, 12, 20)
Place = tuple[int | str, ...]
# values of which, with the document's own words, one makes an agreement in any place of it
OTHERS = (
    *("7", "2027-03-04", "true", "false", "3 hours", "08:00-16:00", "USD", "2026-01"),
    *("rate", "attempts", "elapsed", "sat", "quarter"),
)


def with_change(old: str, new: str, text: str = COMPLETE) -> str:
    """Return a document in which one text, found exactly once, is replaced."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    return text.replace(old, new)


def written(folder: Path, text: str, name: str = "2025-01-01.yml") -> Path:
    """Write a document."""
    path = folder / name
    path.write_bytes(text.encode())
    return path


def read(folder: Path, text: str = COMPLETE, name: str = "2025-01-01.yml") -> Agreement:
    """Write a document and read it."""
    return load_agreement(written(folder, text, name))


def signed(path: Path) -> Path:
    """Have both sides sign a document."""
    sign(path, "marketing", "Mara Voss", "VP Marketing", SIGNED_ON)
    sign(path, "sales", "Sami Lund", "VP Sales", SIGNED_ON)
    return path


def refusal(folder: Path, text: str, name: str = "2025-01-01.yml") -> str:
    """Return what is said of a document that cannot be used."""
    with pytest.raises(BadInputError) as caught:
        read(folder, text, name)
    assert "Nothing was changed." in str(caught.value)
    return str(caught.value)


def findings(message: str) -> list[tuple[int, str]]:
    """Return (line, what is said) of every finding in a message."""
    return [(int(n), said) for n, said in re.findall(r"^\S+\.ya?ml:(\d+): (.*)$", message, re.M)]


def line_of(text: str, marker: str) -> int:
    """Return the number, from 1, of the only line that holds a marker."""
    found = [number for number, line in enumerate(text.split("\n"), 1) if marker in line]
    assert len(found) == 1, f"{marker!r} stands on lines {found}"
    return found[0]


def assert_refused(folder: Path, text: str, marker: str, says: str) -> None:
    """Assert that a document is refused on the line of a marker, in these words."""
    found = findings(refusal(folder, text))
    assert (line_of(text, marker), True) in [(line, says in said) for line, said in found], found


@cache
def _complete() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load(COMPLETE, Loader=yaml.BaseLoader)
    return loaded


def content() -> dict[str, Any]:
    """Return the complete document as plain data of one's own, every scalar a text."""
    return deepcopy(_complete())


def as_text(data: Any) -> str:
    """Return plain data as a document, one key a line."""
    return yaml.dump(
        data, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True, width=10_000
    )


def at(data: Any, place: Sequence[int | str]) -> Any:
    """Return what stands at a place of plain data."""
    for step in place:
        data = data[step]
    return data


def leaves(data: Any, place: Place = ()) -> Iterator[Place]:
    """Yield the place of every text of plain data."""
    if isinstance(data, dict | list) and data:
        for step, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from leaves(value, (*place, step))
    elif not isinstance(data, dict | list):
        yield place


def agreement_of(data: Any) -> Agreement | None:
    """Return plain data as an agreement, None where it is none that can be read."""
    try:
        agreement = Agreement.model_validate(data)
    except ValidationError:
        return None
    return None if list(fields_and_operators_are_known(agreement)) else agreement


def other_versions(data: Any, place: Place) -> Iterator[tuple[str, Agreement]]:
    """Yield every other value of a place with which plain data is an agreement, and that."""
    words = sorted({at(data, leaf) for leaf in leaves(data)})
    changed, value = deepcopy(data), at(data, place)
    for other in (f"{value}x", *OTHERS, *words):
        at(changed, place[:-1])[place[-1]] = other
        agreement = agreement_of(changed) if other != value else None
        if agreement is not None:
            yield other, agreement
