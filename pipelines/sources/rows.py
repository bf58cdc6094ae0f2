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
    """The content of one file. Each row starts with its line; `delivered` counts data rows."""

    delivered: int = 0
    tables: dict[str, list[tuple[object, ...]]] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def reject(self, line: int, reason: str, raw_text: str) -> None:
        """Set a row aside; addresses are blotted out, since rejects are shown."""
        self.rejects.append(Reject(line, redacted(reason), redacted(raw_text)[:RAW_TEXT_LENGTH]))


def redacted(text: str) -> str:
    """Return a text with every e-mail address blotted out."""
    return _EMAIL.sub("[e-mail]", text)
