"""Findings and the places they point at."""

from collections.abc import Iterable, Iterator

from expectations.conditions import clauses_of
from expectations.schema import Agreement, Clause, Condition
from expectations.strict_yaml import Location

Finding = tuple[Location, str]


def conditions_in(agreement: Agreement) -> Iterator[tuple[Location, Condition]]:
    """Yield every condition of the document with its place."""
    for index, persona in enumerate(agreement.personas):
        yield ("personas", index, "matches"), persona.matches
    for index, points in enumerate(agreement.scoring.fit):
        yield ("scoring", "fit", index, "when"), points.when
    for index, exclusion in enumerate(agreement.exclusions):
        yield ("exclusions", index, "when"), exclusion.when
    for index, stage in enumerate(agreement.stages):
        if stage.enter_when is not None:
            yield ("stages", index, "enter_when"), stage.enter_when
    for index, way in enumerate(agreement.exits):
        if way.when is not None:
            yield ("exits", index, "when"), way.when
    for index, promise in enumerate(agreement.promises):
        if promise.applies_when is not None:
            yield ("promises", index, "applies_when"), promise.applies_when


def asked_in(agreement: Agreement, *parts: str) -> Iterator[tuple[Location, str, Clause]]:
    """Yield every clause with its own place in the document, and how a message names that place.

    Args:
        agreement: the document.
        parts: only conditions of these parts, such as `stages`; of all where none is given.
    """
    for at, condition in conditions_in(agreement):
        if not parts or at[0] in parts:
            for place, clause in clauses_of(condition):
                yield (*at, *_steps(place)), place, clause


def _steps(place: str) -> Location:
    """Return `all.2.any.1` as the steps that lead there in the document."""
    steps = place.split(".")
    return tuple(int(step) - 1 if step.isdigit() else step for step in steps if len(steps) > 1)


def doubles(words: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield what stands more than once, with the index of each one too many."""
    seen: set[str] = set()
    for index, word in enumerate(words):
        if word in seen:
            yield index, word
        seen.add(word)
