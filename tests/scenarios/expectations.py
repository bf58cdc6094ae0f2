"""What a scenario expects: rows in its own notation, each cell as canonical text.

A row is its cells in the order of the header, and further columns by name where it gives them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from pydantic import BeforeValidator, model_validator

from tests.scenarios.language import Said, Word, moment_from

CELLS = {
    "entries": ("person", "journey", "stage", "at", "entry_kind"),
    "exits": ("person", "journey", "exit", "at"),
    "promises": ("person", "promise", "at", "status", "at"),
}
ENTRY_KINDS = ("observed", "inferred", "policy", "effective")
STATUSES = ("kept", "broken", "pending", "excused")
AMOUNTS = ("amount", "amount_reporting")


@dataclass(frozen=True)
class Row:
    """One row: its cells, and the further columns that are known or asked of it."""

    cells: tuple[str | None, ...]
    columns: Mapping[str, str | None] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the row as the file writes it."""
        cells = ["null" if cell is None else cell for cell in self.cells]
        if self.columns:
            said = (
                f"{name}: {'null' if value is None else value}"
                for name, value in self.columns.items()
            )
            cells.append("{" + ", ".join(said) + "}")
        return "[" + ", ".join(cells) + "]"


def said_at(moment: datetime | None) -> str | None:
    """Return a moment in the file's notation: to the minute where the seconds are zero."""
    if moment is None:
        return None
    if moment.microsecond:
        return moment.isoformat() + "Z"
    return moment.strftime("%Y-%m-%dT%H:%MZ" if moment.second == 0 else "%Y-%m-%dT%H:%M:%SZ")


def said(value: Any) -> str | None:
    """Return a value of any type in the file's notation."""
    if value is None:
        return None
    if isinstance(value, datetime):
        return said_at(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return str(value)


def _rows_from(kind: str) -> Any:
    def read(rows: Any) -> Any:
        if not isinstance(rows, list):
            raise ValueError("a list of rows is expected")
        return [_row(kind, row) for row in rows]

    return BeforeValidator(read)


def _row(kind: str, row: Any) -> Row:
    names = CELLS[kind]
    if not isinstance(row, list):
        raise ValueError(f"{row!r} is no row such as [{', '.join(names)}]")
    columns = row[-1] if row and isinstance(row[-1], dict) else {}
    cells = row[:-1] if columns else row
    if len(cells) != len(names):
        raise ValueError(f"{row} has {len(cells)} cells, not {len(names)}: {', '.join(names)}")
    return Row(
        tuple(_cell(name, cell) for name, cell in zip(names, cells, strict=True)),
        {name: _column(name, value) for name, value in columns.items()},
    )


def _cell(name: str, cell: Any) -> str | None:
    if cell is not None and not isinstance(cell, str):
        raise ValueError(f"{cell!r} is no {name}")
    if name == "at":
        return said_at(moment_from(cell))
    wanted = {"entry_kind": ENTRY_KINDS, "status": STATUSES}.get(name)
    if wanted and cell not in wanted:
        raise ValueError(f"{cell!r} is no {name}; one of {', '.join(wanted)}")
    if name == "journey" and not str(cell).isdigit():
        raise ValueError(f"{cell!r} is no number of a journey")
    return cell


def _column(name: str, value: Any) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise ValueError(f"{name}: {value!r} is no plain value")
    if name in AMOUNTS:
        try:
            return said(Decimal(value))
        except InvalidOperation:
            raise ValueError(f"{name}: {value!r} is no amount") from None
    if name.endswith("_at"):
        return said_at(moment_from(value))
    return value


class Influence(Said):
    """A person on a deal that belongs to another's journey."""

    deal: Word
    person: Word


class Traffic(Said):
    """The web as a whole: sessions, distinct visitors, and hits without consent."""

    sessions: int
    visitors: int
    consent_denied: int


class Restatement(Said):
    """Why published rows changed."""

    cause: Word


class Expect(Said):
    """What is judged: a key that is there is the complete list, an absent one is not judged."""

    entries: Annotated[list[Row], _rows_from("entries")] | None = None
    exits: Annotated[list[Row], _rows_from("exits")] | None = None
    promises: Annotated[list[Row], _rows_from("promises")] | None = None
    sessions: dict[Word, str | None] | None = None
    people: list[list[Word]] | None = None
    influences: list[Influence] | None = None
    traffic: Traffic | None = None
    reports: list[Word] | None = None
    restatements: list[Restatement] | None = None

    @model_validator(mode="after")
    def _expects_something(self) -> "Expect":
        if not self.model_fields_set:
            raise ValueError("nothing is expected; such a case cannot fail")
        if None in (getattr(self, name) for name in self.model_fields_set):
            raise ValueError("a key that is present is a list (an empty one is [])")
        return self

    @property
    def keys(self) -> list[str]:
        """The keys that are judged."""
        return [name for name in type(self).model_fields if name in self.model_fields_set]
