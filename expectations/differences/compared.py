"""The walk through two documents, part by part and key by key, whatever the schema holds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from expectations.differences.asked import asked_differently
from expectations.differences.lists import identified, moved
from expectations.differences.phrases import aspect_named, part_named
from expectations.differences.rows import Difference, Kind
from expectations.differences.values import CONDITIONS, raw, said, told_apart
from expectations.schema import Agreement, Part

# months by the dozen: those that are new, or gone, make one row
_TOGETHER = ("targets",)


@dataclass(frozen=True)
class _Subject:
    """What rows speak of."""

    part: str
    id: str
    label: str
    is_share: bool = False


def differences(before: Agreement, after: Agreement) -> list[Difference]:
    """Return every term that two versions say differently, in the order of the document."""
    walk = _Walk(before, after)
    rows: list[Difference] = []
    for name in type(after).model_fields:
        old, new = getattr(before, name), getattr(after, name)
        if name == "signatures":
            continue
        if isinstance(new, list):
            rows += walk.items(name, old, new)
        elif isinstance(new, Part):
            rows += walk.keys(_Subject(name, "", part_named(name), name == "tolerances"), old, new)
        else:
            rows += walk.key(_Subject("heading", name, ""), name, old, new)
    return rows


def signature_differences(before: Agreement, after: Agreement) -> list[Difference]:
    """Return who signed otherwise; signatures are no terms."""
    return list(_Walk(before, after).items("signatures", before.signatures, after.signatures))


@dataclass(frozen=True)
class _Walk:
    """Two documents, side by side."""

    before: Agreement
    after: Agreement

    def items(
        self, part: str, olds: Sequence[Part], news: Sequence[Part], within: _Subject | None = None
    ) -> Iterator[Difference]:
        """Compare two lists of parts by their permanent ids."""
        old, new = identified(part, olds, news, self.before, self.after)
        for name, item in old.items():
            if name not in new:
                yield self._whole("removed", self._subject(part, name, item, within), item)
        for name, item in new.items():
            subject = self._subject(part, name, item, within)
            if name in old:
                yield from self.keys(subject, old[name], item)
            else:
                yield self._whole("added", subject, item)
        for name, then, now in moved(list(old), list(new)):
            subject = self._subject(part, name, new[name], within)
            told = [self._place(part, place, found, within) for place, found in
                    ((then, old), (now, new))]  # fmt: skip
            yield _row(subject, "", "moved", *told)

    def keys(self, subject: _Subject, old: Part, new: Part) -> Iterator[Difference]:
        """Compare two parts key by key; what is not written is not said."""
        for key in type(new).model_fields:
            if key != "id":
                both = [
                    getattr(part, key) if key in part.model_fields_set else None
                    for part in (old, new)
                ]
                yield from self.key(subject, key, *both)

    def key(self, subject: _Subject, key: str, old: Any, new: Any) -> Iterator[Difference]:
        """Compare what stands under one key."""
        if raw(old) == raw(new):
            return
        present = new if new is not None else old
        if isinstance(old, CONDITIONS) and isinstance(new, CONDITIONS):
            for kind, was, now in asked_differently(
                old, new, self.before.attributes, self.after.attributes
            ):
                yield _row(subject, key, kind, *told_apart(kind, was, now, old, new))
        elif isinstance(present, Part) and not isinstance(present, CONDITIONS):
            yield from self._inner(subject, key, old, new)
        elif isinstance(present, list) and any(isinstance(item, Part) for item in present):
            yield from self.items(key, old or [], new or [], self._within(subject, key))
        elif isinstance(present, list):
            yield from self._words(subject, key, old or [], new or [])
        elif isinstance(present, dict):
            yield from self._pairs(subject, key, old or {}, new or {})
        else:
            changed: Kind = "added" if old is None else "removed" if new is None else "changed"
            was, now = self._said(subject, key, old, 0), self._said(subject, key, new, 1)
            yield _row(subject, key, changed, *told_apart(changed, was, now, old, new))

    def _inner(self, subject: _Subject, key: str, old: Any, new: Any) -> Iterator[Difference]:
        empty = type(new if new is not None else old).model_construct()
        inner = self._within(subject, key)
        for row in self.keys(inner, old or empty, new or empty):
            named = f"{aspect_named(key)}: {row.aspect}" if subject.id else row.aspect
            yield Difference(**{**vars(row), "aspect": named})

    @staticmethod
    def _within(subject: _Subject, key: str) -> _Subject:
        """Return what the parts under a key belong to: an item, or that key where there is none."""
        if subject.id:
            return subject
        return _Subject(subject.part, key, aspect_named(key).capitalize())

    def _words(
        self, subject: _Subject, key: str, old: Sequence[str], new: Sequence[str]
    ) -> Iterator[Difference]:
        gone = [word for word in old if word not in new]
        come = [word for word in new if word not in old]
        kept = [[word for word in words if word in other] for words, other in
                ((old, new), (new, old))]  # fmt: skip
        if gone:
            yield _row(subject, key, "removed", ", ".join(gone), "")
        if come:
            yield _row(subject, key, "added", "", ", ".join(come))
        if kept[0] != kept[1]:
            yield _row(subject, key, "moved", *(", ".join(words) for words in kept))

    def _pairs(
        self, subject: _Subject, key: str, old: dict[str, Any], new: dict[str, Any]
    ) -> Iterator[Difference]:
        gone = {word: value for word, value in old.items() if word not in new}
        come = {word: value for word, value in new.items() if word not in old}
        if key in _TOGETHER:
            for kind, found, side in (("removed", gone, 0), ("added", come, 1)):
                text = "; ".join(
                    f"{word} {self._said(subject, key, value, side)}"
                    for word, value in found.items()
                )
                if text:
                    told = (text, "") if kind == "removed" else ("", text)
                    yield _row(subject, key, kind, *told)  # type: ignore[arg-type]
            gone, come = {}, {}
        for word in [*gone, *new]:
            if word in gone or word in come or (word in old and raw(old[word]) != raw(new[word])):
                for row in self.key(subject, key, old.get(word), new.get(word)):
                    yield Difference(**{**vars(row), "aspect": f"{row.aspect} of {word}"})

    def _said(self, subject: _Subject, key: str, value: Any, side: int) -> str:
        is_share = subject.is_share and key in ("target", "tolerance")
        return said(key, value, self.after if side else self.before, is_share)

    def _subject(self, part: str, name: str, item: Part, within: _Subject | None) -> _Subject:
        label = str(getattr(item, "label", name))
        is_share = getattr(item, "unit", "") == "rate"
        if within is None:
            return _Subject(part, name, label, is_share)
        return _Subject(within.part, within.id or part, f"{within.label}, {label}")

    def _place(self, part: str, name: str, found: dict[str, Part], within: _Subject | None) -> str:
        return f"after {self._subject(part, name, found[name], within).label}" if name else "first"

    def _whole(self, kind: Kind, subject: _Subject, item: Part) -> Difference:
        side = 1 if kind == "added" else 0
        told = (
            "; ".join(
                f"{aspect_named(key)} {self._said(subject, key, getattr(item, key), side)}"
                for key in type(item).model_fields
                if key in item.model_fields_set and key not in ("id", "label")
            )
            or subject.label
        )
        return _row(subject, "", kind, *((told, "") if side == 0 else ("", told)))


def _row(subject: _Subject, key: str, kind: Kind, before: str, after: str) -> Difference:
    aspect = aspect_named(key) if key else ""
    return Difference(subject.part, subject.id, subject.label, key, aspect, kind, before, after)
