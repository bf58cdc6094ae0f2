"""What truly happened, as the play wrote it down: events and deals, with what an extract showed.

Moments are UTC without a zone. What no extract ever showed is left out here: nobody can know it.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from expectations.errors import BadInputError

FILES = ("events.csv", "deals.csv", "people.csv", "agreement_digest.txt")
AT_ONCE = 100_000


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened; `told_of` and some values name an identifier, `kind:identifier`."""

    person: str
    kind: str
    word: str
    at: datetime
    visible_at: datetime
    record: str
    is_denied: bool
    note: str
    told_of: str
    value: str
    noted_at: datetime | None


@dataclass(frozen=True, slots=True)
class DealState:
    """One state of a deal as its history tells it."""

    at: datetime
    stage: str
    amount: Decimal
    close_on: date


@dataclass(slots=True)
class Deal:
    """One deal of the CRM with its states in order of time."""

    opportunity_id: str
    opened_at: datetime
    type: str
    account: str
    currency: str
    loss_reason: str
    states: list[DealState] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Identifier:
    """One identifier of a true person, and whether the extracts tie it to their others."""

    person: str
    key: str
    is_shown: bool
    link: str


@dataclass(frozen=True)
class Truth:
    """All of it. `digests` are the agreement's, by version."""

    events: list[Event]
    deals: list[Deal]
    identifiers: list[Identifier]
    digests: dict[str, str]


def read_truth(folder: Path, progress: Callable[[str], None]) -> Truth:
    """Read the truth of a play.

    Raises:
        BadInputError: the folder is none, or of an earlier form.
    """
    missing = [name for name in FILES if not (folder / name).is_file()]
    if missing:
        raise BadInputError(
            f"{folder} holds no {', '.join(missing)}. Nothing was changed. Name the folder `truth`"
            " that `smarketing simulate` wrote beside its extracts."
        )
    try:
        return Truth(
            list(_events(folder / "events.csv", progress)),
            _deals(folder / "deals.csv"),
            [
                Identifier(
                    row["true_person_id"],
                    f"{row['identifier_kind']}:{row['identifier']}",
                    bool(row["visible_at"]),
                    row["link"],
                )
                for row in _rows(folder / "people.csv")
                if row["identifier"]
            ],
            _digests(folder / "agreement_digest.txt"),
        )
    except (KeyError, ValueError) as problem:
        raise BadInputError(
            f"{folder} is the truth of a play of an earlier form ({problem}). Nothing was changed."
            " Play the company again: smarketing simulate."
        ) from problem


def moment(text: str) -> datetime:
    """Return the UTC moment that a text of the truth says."""
    return datetime.fromisoformat(text.removesuffix("Z"))


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def _events(path: Path, progress: Callable[[str], None]) -> Iterator[Event]:
    for number, row in enumerate(_rows(path), start=1):
        if number % AT_ONCE == 0:
            progress(f"{number:,} true events read")
        if row["visible_at"]:
            yield Event(
                row["true_person_id"],
                row["kind"],
                row["word"],
                moment(row["occurred_at"]),
                moment(row["visible_at"]),
                row["record"],
                row["consent"] == "denied",
                row["note"],
                row["told_of"],
                row["value"],
                moment(row["noted_at"]) if row["noted_at"] else None,
            )


def _deals(path: Path) -> list[Deal]:
    """Return the deals that an extract shows and that nobody deleted."""
    found: dict[str, Deal] = {}
    for row in _rows(path):
        if not row["visible_at"] or row["deletion_visible_at"]:
            continue
        deal = found.setdefault(
            row["opportunity_id"],
            Deal(
                row["opportunity_id"],
                moment(row["opened_at"]),
                row["type"],
                f"{row['account_kind']}:{row['account_id']}",
                row["currency"],
                "",
            ),
        )
        deal.loss_reason = row["loss_reason"]
        deal.states.append(
            DealState(
                moment(row["state_at"]),
                row["stage"],
                Decimal(row["amount"]),
                date.fromisoformat(row["close_date"]),
            )
        )
    return list(found.values())


def _digests(path: Path) -> dict[str, str]:
    words = [(line.split()[0], line.split()[1]) for line in path.read_text("utf-8").splitlines()]
    return dict(words)
