"""Which records of a person nothing in the extracts ties to their first: the truth must say so.

What ties is what a tool itself says (a merge, a conversion, a link to the CRM) or an address of
one's own; an address that a whole office reads, or none, ties nothing.
"""

import numpy as np
import pyarrow as pa

from pipelines.simulator.days import NEVER
from pipelines.simulator.draws import Ints
from pipelines.simulator.play import Played
from pipelines.simulator.truth_crm import crm_parts
from pipelines.simulator.truth_events import Part
from pipelines.simulator.truth_marketing import marketing_parts

OFFICE = "info@"


def untied(played: Played, moments: list[int]) -> set[str]:
    """Return `kind:identifier` of every record that is not tied to its person's first one."""
    parts = [*marketing_parts(played, moments), *crm_parts(played, moments)]
    above: dict[str, str] = {}

    def top(name: str) -> str:
        above.setdefault(name, name)
        while above[name] != name:
            name = above[name]
        return name

    for part in parts:
        for one, other in _ties(part):
            above[top(one)] = top(other)
    first: dict[int, str] = {}
    records = [part for part in parts if part.kind == "record"]
    persons = np.concatenate([part.person for part in records])
    names = [name for part in records for name in _texts(part.told_of)]
    shown = np.concatenate([part.visible < NEVER for part in records])
    for place in _in_order(records).tolist():
        if persons[place] >= 0 and shown[place]:
            first.setdefault(int(persons[place]), names[place])
    return {
        name
        for name, person in zip(names, persons.tolist(), strict=True)
        if person in first and top(name) != top(first[person])
    }


def _in_order(records: list[Part]) -> Ints:
    return np.argsort(np.concatenate([part.at for part in records]), kind="stable")


def _ties(part: Part) -> list[tuple[str, str]]:
    shown = np.flatnonzero(part.visible < NEVER).tolist()
    if part.kind in ("merged", "converted", "synced"):
        told, values = _texts(part.told_of), _texts(part.value)
        return [(told[place], values[place]) for place in shown]
    if part.kind == "attribute" and part.word == "email":
        told, values = _texts(part.told_of), _texts(part.value)
        addresses = [(told[place], values[place].strip().lower()) for place in shown]
        return [(one, text) for one, text in addresses if text and not text.startswith(OFFICE)]
    return []


def _texts(words: object) -> list[str]:
    found = words.to_pylist() if isinstance(words, pa.Array) else words.tolist()  # type: ignore[attr-defined]
    return [str(word) for word in found]
