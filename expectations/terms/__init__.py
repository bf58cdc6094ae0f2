"""The whole document in sentences, one row a subject: what a page shows without knowing the rules.

Nothing is left out: a test changes every term and finds other words. To have a new part said, write
a function that yields (id, label, sentence) in the module of its subject, and name it in SAID.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from expectations.schema import Agreement
from expectations.terms import audience, duties, funnel, numbers
from expectations.terms.numbers import counted
from expectations.terms.phrases import Said

__all__ = ["SAID", "Term", "counted", "terms_of"]


@dataclass(frozen=True)
class Term:
    """One subject of the document in words.

    Attributes:
        part: the part of the document; `heading` is what stands above them, `targets` the KPIs'.
        term_id: its permanent id, unique in its part.
        label: how it is called.
        sentence: what both sides agreed of it.
    """

    part: str
    term_id: str
    label: str
    sentence: str


def terms_of(agreement: Agreement) -> list[Term]:
    """Return every subject of the document in words, in the document's order."""
    return [Term(part, *said) for part, say in SAID.items() for said in say(agreement)]


SAID: dict[str, Callable[[Agreement], Iterator[Said]]] = {
    "heading": numbers.heading,
    "parties": audience.parties,
    "attributes": audience.attributes,
    "activities": audience.activities,
    "personas": audience.personas,
    "scoring": audience.scoring,
    "exclusions": audience.exclusions,
    "stages": funnel.stages,
    "exits": funnel.exits,
    "labels": funnel.labels,
    "handoffs": funnel.handoffs,
    "promises": duties.promises,
    "calendars": duties.calendars,
    "kpis": numbers.kpis,
    "targets": numbers.targets,
    "tolerances": numbers.tolerances,
    "cadence": duties.cadence,
}
