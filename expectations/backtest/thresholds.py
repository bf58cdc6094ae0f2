"""The numbers of an agreement that a leader may want to turn: as fields, and turned.

A field's key is where the number stands in the document (`stages.mql.any.2.all.1`), so that an
address can hold it. To offer another number, add how it is found and set below.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from expectations.conditions import clauses_of, field_of
from expectations.schema import Agreement, Condition

OPERATORS = {"at_least": "at least", "at_most": "at most", "equals": "equal to"}


@dataclass(frozen=True)
class Threshold:
    """One number of a document.

    Attributes:
        key: where it stands.
        group: what it decides, in words: `MQL`, or a persona's label.
        label: what it is asked of: `engagement at least`.
        value: the number that stands there.
    """

    key: str
    group: str
    label: str
    value: int


def thresholds(agreement: Agreement) -> list[Threshold]:
    """Return every number of the stages' conditions, the personas and the fit points, in order."""
    found = [
        Threshold(key, group, label, int(clause["value"]))
        for key, group, label, clause in _clauses(agreement, _written(agreement))
    ]
    for number, points in enumerate(agreement.scoring.fit, start=1):
        asked = " and ".join(
            f"{_words(agreement, clause.field)} {OPERATORS.get(clause.is_, 'matches')}"
            + (f" {clause.value}" if clause.is_ in OPERATORS else "")
            for _, clause in clauses_of(points.when)
        )
        found.append(Threshold(f"fit.{number}", "Fit points", asked, points.points))
    return found


def turned(agreement: Agreement, values: Mapping[str, int]) -> Agreement:
    """Return an unsigned copy with some numbers changed; keys that it does not have are ignored.

    Raises:
        ValidationError: a number is none that may stand there.
    """
    written = _written(agreement)
    for key, _, _, clause in _clauses(agreement, written):
        if key in values:
            clause["value"] = str(values[key])
    for number, points in enumerate(written["scoring"].get("fit", []), start=1):
        points["points"] = values.get(f"fit.{number}", points["points"])
    return Agreement.model_validate({**written, "signatures": []})


def _written(agreement: Agreement) -> dict[str, Any]:
    return agreement.model_dump(by_alias=True, exclude_unset=True)


def _clauses(
    agreement: Agreement, written: dict[str, Any]
) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Yield key, group, label and the written clause of each number in a condition."""
    parts: list[tuple[str, str, Condition | None, Any]] = [
        (f"stages.{stage.id}", stage.label, stage.enter_when, text.get("enter_when"))
        for stage, text in zip(agreement.stages, written["stages"], strict=True)
    ]
    parts += [
        (f"personas.{persona.id}", persona.label, persona.matches, text["matches"])
        for persona, text in zip(agreement.personas, written.get("personas", []), strict=True)
    ]
    for place, group, condition, text in parts:
        if condition is None:
            continue
        for at, clause in clauses_of(condition):
            field = field_of(clause.field, agreement.attributes)
            if clause.is_ in OPERATORS and field and field.kind in ("count", "score", "number"):
                label = f"{field.words} {OPERATORS[clause.is_]}"
                yield f"{place}.{at}", group, label, _clause_at(text, at)


def _clause_at(text: Any, at: str) -> dict[str, Any]:
    """Return the written clause at a place such as `any.2.all.1`."""
    words = [] if at == "1" else at.split(".")
    for word, number in zip(words[::2], words[1::2], strict=True):
        text = text[word][int(number) - 1]
    found: dict[str, Any] = text
    return found


def _words(agreement: Agreement, name: str) -> str:
    field = field_of(name, agreement.attributes)
    return field.words if field else name
