"""What a reader makes of one file: rows by table, and the rows it had to reject, with reasons."""

import json
import re
from collections.abc import Iterable
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

    `repaired` counts the accepted rows that stood whole in quotes and were unwrapped. `read` names
    the columns of the contract that were delivered, `kept` those that no model reads: what stands
    in them is in `extra`, as JSON by line of the file's own table. `is_sparse` says that a column
    may be left out where it is empty.
    """

    delivered: int = 0
    repaired: int = 0
    tables: dict[str, list[tuple[object, ...]]] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    read: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    extra: dict[int, str] = field(default_factory=dict)
    is_sparse: bool = False

    def keep(self, line: int, values: Iterable[tuple[str, str]]) -> None:
        """Keep what stands in columns that no model reads; an empty field is nothing."""
        filled = {name: value for name, value in values if value}
        if filled:
            self.extra[line] = json.dumps(filled, ensure_ascii=False)

    def reject(self, line: int, reason: str, raw_text: str) -> None:
        """Set a row aside; addresses are blotted out, since rejects are shown."""
        self.rejects.append(Reject(line, redacted(reason), redacted(raw_text)[:RAW_TEXT_LENGTH]))

    def losses(self) -> list[str]:
        """Return what was rejected, and where first, and what was repaired."""
        first = self.rejects[0] if self.rejects else None
        place = (first.line, first.reason) if first else (None, "")
        lost = list(losses(self.delivered, len(self.rejects), *place))
        if self.repaired:
            lost.append(
                f"{self.repaired:,} of {self.delivered:,} rows repaired: they stood whole in"
                " quotes and were unwrapped"
            )
        return lost

    def told(self) -> tuple[str, ...]:
        """Return what is worth a note: the losses, then whatever else was found."""
        return (*self.losses(), *self.notes)


def losses(delivered: int, rejected: int, first: int | None, reason: str = "") -> tuple[str, ...]:
    """Return the note about the rows of a file that were rejected, none where none was."""
    if not rejected:
        return ()
    told = f"{rejected:,} of {delivered:,} rows rejected, the first is row {first}"
    return (f"{told}: {reason}" if reason else told,)


def redacted(text: str) -> str:
    """Return a text with every e-mail address blotted out."""
    return _EMAIL.sub("[e-mail]", text)
