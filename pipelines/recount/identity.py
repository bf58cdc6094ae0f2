"""Who is who, published against true: pairs of records that are one person, rightly or wrongly."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from pipelines.recount.published import short
from pipelines.recount.truth import Identifier

Pair = frozenset[str]


@dataclass(frozen=True)
class Identity:
    """Pairs of records: published as one person, truly one and tied by the extracts, or not tied.

    Attributes:
        wrong: published as one person who are two in truth.
        lost: tied by the extracts and yet published as two.
        untied: truly one person, of which the extracts hold nothing.
    """

    published: int
    tied: int
    wrong: list[Pair]
    lost: list[Pair]
    untied: int


def compare_people(
    truth: Iterable[Identifier], records: set[str], published: Mapping[str, set[str]]
) -> Identity:
    """Compare who is one person in truth and as published, pair by pair of records.

    Args:
        truth: every identifier of everyone.
        records: those of which an extract holds the record, not just its number.
        published: everyone's identifiers, as published.
    """
    shown = [item for item in truth if item.is_shown and item.key in records]
    owner = {short(item.key): item.person for item in shown}
    whole, tied = defaultdict(set), defaultdict(set)
    for item in shown:
        whole[item.person].add(short(item.key))
        if not item.link.startswith("none"):
            tied[item.person].add(short(item.key))
    ours = _pairs({key for key in keys if key in owner} for keys in published.values())
    theirs = _pairs(tied.values())
    return Identity(
        len(ours),
        len(theirs),
        sorted((pair for pair in ours if len({owner[key] for key in pair}) > 1), key=sorted),
        sorted(theirs - ours, key=sorted),
        len(_pairs(whole.values()) - theirs),
    )


def _pairs(groups: Iterable[set[str]]) -> set[Pair]:
    return {frozenset(pair) for group in groups for pair in combinations(sorted(group), 2)}
