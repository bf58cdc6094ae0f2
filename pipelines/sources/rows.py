"""What a reader makes of one file: rows by table, and the rows it had to reject, with reasons."""

import re
from dataclasses import dataclass, field

_EMAIL = re.compile(r"[^\s@,;\"'<>]+@[^\s@,;\"'<>]+")
MANGLED_ID = re.compile(r"\d[.,]\d+E\+\d+", re.IGNORECASE)
RAW_TEXT_LENGTH = 500


@dataclass(frozen=True)
class Reject:
    """One delivered row that cannot be used. `line` counts data rows from 1."""

    line: int
    reason: str
    raw_text: str


@dataclass
class Rows:
    """The content of one file. Each row starts with its line; `delivered` counts data rows.

    `repaired` counts the accepted rows that stood whole in quotes and were unwrapped.
    """

    delivered: int = 0
    repaired: int = 0
    tables: dict[str, list[tuple[object, ...]]] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def reject(self, line: int, reason: str, raw_text: str) -> None:
        """Set a row aside; addresses are blotted out, since rejects are shown."""
        self.rejects.append(Reject(line, redacted(reason), redacted(raw_text)[:RAW_TEXT_LENGTH]))

    def losses(self) -> list[str]:
        """Return what was rejected, and where first, and what was repaired."""
        lost = []
        if self.rejects:
            first = self.rejects[0]
            lost = [
                f"{len(self.rejects):,} of {self.delivered:,} rows rejected, the first is row"
                f" {first.line}: {first.reason}"
            ]
        if self.repaired:
            lost.append(
                f"{self.repaired:,} of {self.delivered:,} rows repaired: they stood whole in"
                " quotes and were unwrapped"
            )
        return lost

    def told(self) -> tuple[str, ...]:
        """Return what is worth a note: the losses, then whatever else was found."""
        return (*self.losses(), *self.notes)


def redacted(text: str) -> str:
    """Return a text with every e-mail address blotted out."""
    return _EMAIL.sub("[e-mail]", text)
