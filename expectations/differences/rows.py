"""One difference as a row, and as the sentence that a terminal prints."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["added", "removed", "changed", "moved"]

# what a condition is the whole point of needs no name of its own: `MQL: engagement at least …`
_PLAIN = ("enter_when", "matches", "when")


@dataclass(frozen=True)
class Difference:
    """One term that two versions say differently.

    Attributes:
        part: the part of the document, such as `stages`; `heading` for what stands above them.
        subject_id: the permanent id of what is spoken of; empty in the heading.
        subject: its label, as the later version has it.
        key: the key of the document that differs; empty where the whole subject does.
        aspect: that key in words.
        kind: added, removed, changed or moved.
        before: what the earlier version says; empty where it says nothing.
        after: what the later version says.
    """

    part: str
    subject_id: str
    subject: str
    key: str
    aspect: str
    kind: Kind
    before: str
    after: str

    @property
    def named(self) -> str:
        """What is spoken of: `MQL`, or `MQL, plural`."""
        shown = "" if self.key in _PLAIN else self.aspect
        named = ", ".join(filter(None, (self.subject, shown)))
        return named[:1].upper() + named[1:]

    def sentence(self) -> str:
        """Return the row in words: `MQL: engagement at least 50 → at least 60`."""
        if self.kind == "added":
            return f"{self.named}: added: {self.after}"
        if self.kind == "removed":
            return f"{self.named}: removed: {self.before}"
        word = "moved: " if self.kind == "moved" else ""
        return f"{self.named}: {word}{self.before} → {self.after}"
