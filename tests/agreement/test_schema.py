"""Every part is strict: no unknown key, nothing missing, nothing of the wrong kind."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from expectations.schema import Agreement, Part
from tests.agreement.documents import COMPLETE, as_text, at, content, findings, read, refusal
from tests.agreement.wrong_values import WRONG_VALUES

Place = tuple[int | str, ...]


def _written_key(model: type[BaseModel], name: str) -> str:
    return model.model_fields[name].alias or name


def _parts(part: Part, place: Place = ()) -> Iterator[tuple[Place, Part]]:
    """Yield every part of a document with its place."""
    yield place, part
    for name in (name for name in type(part).model_fields if name in part.model_fields_set):
        yield from _inside(getattr(part, name), (*place, _written_key(type(part), name)))


def _inside(value: Any, place: Place) -> Iterator[tuple[Place, Part]]:
    if isinstance(value, Part):
        yield from _parts(value, place)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _inside(item, (*place, index))


def _complete(folder: Path) -> Agreement:
    return read(folder, COMPLETE.replace("signatures: []\n", SIGNATURES))


SIGNATURES = f"""signatures:
  - party: marketing
    name: Mara Voss
    role: VP Marketing
    signed_on: 2024-12-20
    digest: {"0" * 64}
    backtest: {"1" * 64}
"""


def _data() -> Any:
    data = content()
    data["signatures"] = [
        {
            "party": "marketing",
            "name": "Mara Voss",
            "role": "VP Marketing",
            "signed_on": "2024-12-20",
            "digest": "0" * 64,
            "backtest": "1" * 64,
        }
    ]
    return data


def _first_of_each(folder: Path) -> dict[type[Part], tuple[Place, Part]]:
    """Return one part of each kind, the one that says most."""
    found: dict[type[Part], tuple[Place, Part]] = {}
    for place, part in _parts(_complete(folder)):
        said = found.get(type(part))
        if said is None or len(said[1].model_fields_set) < len(part.model_fields_set):
            found[type(part)] = (place, part)
    return found


def _subclasses(model: type[Part]) -> set[type[Part]]:
    return {
        kind for kind in model.__subclasses__() if kind.__module__.startswith("expectations.schema")
    }


def _line(text: str, number: int) -> str:
    return text.split("\n")[number - 1].lstrip(" -")


def test_the_complete_document_has_every_part_and_every_key(tmp_path: Path) -> None:
    """What the tests below do not break would not be tested."""
    said: dict[type[Part], set[str]] = {}
    for _, part in _parts(_complete(tmp_path)):
        said.setdefault(type(part), set()).update(part.model_fields_set)
    assert set(said) == _subclasses(Part)
    assert said == {kind: set(kind.model_fields) for kind in said}


def test_an_unknown_key_is_refused_in_every_part(tmp_path: Path) -> None:
    for kind, (place, _) in _first_of_each(tmp_path).items():
        data = _data()
        at(data, place)["colour"] = "red"
        text = as_text(data)
        found = findings(refusal(tmp_path, text))
        assert [said.split(": ", 1)[1] for _, said in found] == ["this key is not known"], kind
        assert _line(text, found[0][0]) == "colour: red", kind


def test_a_missing_key_is_refused_in_every_part(tmp_path: Path) -> None:
    for kind, (place, _) in _first_of_each(tmp_path).items():
        for name, field in kind.model_fields.items():
            key = _written_key(kind, name)
            if not field.is_required() or key in ("all", "any"):
                continue  # without all or any it is a clause, which lacks other keys
            data = _data()
            del at(data, place)[key]
            text = as_text(data)
            found = findings(refusal(tmp_path, text))
            assert [said for _, said in found if said.endswith(f"{key} is missing")], (kind, key)
            first = next(iter(at(data, place)))
            starts = (f"{first}:", f"{place[-1] if place else first}:")
            assert _line(text, found[0][0]).startswith(starts), (kind, key)


def test_something_else_than_asked_for_is_refused_at_every_key(tmp_path: Path) -> None:
    for kind, (place, _) in _first_of_each(tmp_path).items():
        for name in kind.model_fields:
            key = _written_key(kind, name)
            if (kind.__name__, key) == ("Clause", "value"):
                continue  # what fits depends on the field: tests of the rules
            data = _data()
            wrong: Any = ["odd"] if isinstance(at(data, place).get(key), dict) else {"odd": "thing"}
            at(data, place)[key] = wrong
            text = as_text(data)
            found = findings(refusal(tmp_path, text))
            assert any(_line(text, line).startswith((f"{key}:", "odd:")) for line, _ in found), (
                kind,
                key,
            )


@pytest.mark.parametrize(("place", "wrong", "says"), WRONG_VALUES)
def test_a_value_out_of_bounds_is_refused(
    tmp_path: Path, place: str, wrong: Any, says: str
) -> None:
    steps: Place = tuple(int(step) if step.isdigit() else step for step in place.split("/"))
    data = _data()
    at(data, steps[:-1])[steps[-1]] = wrong
    text = as_text(data)
    found = findings(refusal(tmp_path, text))
    named = next(iter(wrong)) if isinstance(wrong, dict) and wrong else steps[-1]
    starts = repr(wrong) if isinstance(named, int) else f"{named}:"
    lines = [_line(text, line) for line, said in found if says in said]
    assert [line for line in lines if line.strip("'").startswith(starts.strip("'"))], found


def test_every_bounded_key_has_a_value_out_of_bounds(tmp_path: Path) -> None:
    """A new key of the schema without a wrong value above fails here."""
    broken = {
        ".".join(step for step in place.split("/") if not step.isdigit())
        for place, *_ in WRONG_VALUES
    }
    bounded = set()
    for kind, (place, _) in _first_of_each(tmp_path).items():
        for name in kind.model_fields:
            key = _written_key(kind, name)
            value = at(_data(), place).get(key)
            holds_parts = isinstance(value, dict) and key not in ("means", "from", "points")
            if holds_parts or (isinstance(value, list) and value and isinstance(value[0], dict)):
                continue  # other parts, or conditions, stand there
            if key not in ("value", "field", "signatures") and kind.__name__ not in (
                "AllOf",
                "AnyOf",
            ):
                steps = [step for step in (*place, key) if isinstance(step, str)]
                bounded.add(".".join(steps))
    bounded.add("labels.field")
    assert bounded - broken == set()
