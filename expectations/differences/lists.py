"""Which item of one version is which of the other, and which of them changed places."""

from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

from expectations.conditions import clauses_of, sentence
from expectations.schema import Agreement, FitPoints, Part

# what names an item that has no id; what is not here goes by its `id`, else by its place
_NAMES: dict[str, Callable[[Any], str]] = {
    "activities": lambda item: f"{item.tool} {item.what}: {item.activity.replace('_', ' ')}",
    "labels": lambda item: f"{item.tool} {item.field}",
    "handoffs": lambda item: f"{item.stage} for {item.persona}",
    "signatures": lambda item: str(item.party),
}


def identified(
    part: str, olds: Sequence[Part], news: Sequence[Part], before: Agreement, after: Agreement
) -> tuple[dict[str, Part], dict[str, Part]]:
    """Return both lists by what tells their items apart, the same in both."""
    if part == "fit":
        return _points(olds, news, before, after)
    return _by_name(part, olds), _by_name(part, news)


def moved(olds: Sequence[str], news: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Yield (item, what stood before it, what stands before it now) of what changed places.

    Nothing stands before the first. What only stepped aside for something new did not move.
    """
    then = [name for name in olds if name in set(news)]
    now = [name for name in news if name in set(olds)]
    matcher = SequenceMatcher(None, then, now, autojunk=False)
    stayed = {name for start, _, size in matcher.get_matching_blocks()
              for name in then[start : start + size]}  # fmt: skip
    for name in now:
        if name not in stayed:
            yield name, _before(name, then), _before(name, now)


def _before(name: str, names: Sequence[str]) -> str:
    place = names.index(name)
    return names[place - 1] if place else ""


def _by_name(part: str, items: Sequence[Part]) -> dict[str, Part]:
    found: dict[str, Part] = {}
    for place, item in enumerate(items, start=1):
        name = _NAMES[part](item) if part in _NAMES else str(getattr(item, "id", place))
        twice = 1 + sum(1 for other in found if other.split(" #")[0] == name)
        found[name if twice == 1 else f"{name} #{twice}"] = item
    return found


def _points(
    olds: Sequence[Part], news: Sequence[Part], before: Agreement, after: Agreement
) -> tuple[dict[str, Part], dict[str, Part]]:
    """Return rules of points by what they ask; a changed question is still the same rule."""
    old, new = _by_question(olds, before), _by_question(news, after)
    free = [name for name in old if name not in new]
    renamed: dict[str, Part] = {}
    for name, item in new.items():
        same = next((other for other in free if _asks_alike(old[other], item)), None)
        if name not in old and same is not None:
            free.remove(same)
            renamed[same] = item
        else:
            renamed[name] = item
    return old, renamed


def _by_question(items: Sequence[Part], agreement: Agreement) -> dict[str, Part]:
    found: dict[str, Part] = {}
    for item in items:
        assert isinstance(item, FitPoints)
        name = sentence(item.when, agreement.attributes)
        while name in found:
            name += " (again)"
        found[name] = item
    return found


def _asks_alike(old: Part, new: Part) -> bool:
    assert isinstance(old, FitPoints)
    assert isinstance(new, FitPoints)
    asked = [{clause.field for _, clause in clauses_of(item.when)} for item in (old, new)]
    return asked[0] == asked[1]
