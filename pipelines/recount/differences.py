"""Where the recount and the published rows differ: column by column, each with its example."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from pipelines.recount.counted import Counted
from pipelines.recount.published import COLUMNS, Published, short

SHOWN = 3
Key = tuple[Any, ...]


@dataclass
class Differences:
    """How many of each kind, and the first few of each."""

    counts: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, kind: str, example: str) -> None:
        """Count one, and keep it where it is among the first."""
        self.counts[kind] += 1
        if len(self.examples[kind]) < SHOWN:
            self.examples[kind].append(example)

    @property
    def total(self) -> int:
        """How many there are in all."""
        return self.counts.total()


def names_of(counted: Counted, published: Published) -> dict[str, str]:
    """Return the recount's name of each published person."""
    own = {
        short(identifier): person
        for person, identifiers in counted.people.identifiers().items()
        for identifier in identifiers
    }
    names = {}
    for person, identifiers in published.people.items():
        known = sorted(own[item] for item in identifiers if item in own)
        names[person] = known[0] if known else f"unknown {person}"
    return names


def compare_rows(
    counted: Counted, published: Published, names: dict[str, str], found: Differences
) -> None:
    """Add every difference between the rows of the fact."""
    clients = {
        row.entered_at: row.subject
        for row in counted.rows
        if row.session and row.subject.startswith("ga4_client:")
    }
    visitors: dict[str, str] = {}
    for row in sorted(published.rows, key=lambda row: row["entered_at"]):
        if row["person_id"] is None and row["visitor_id"]:
            client = clients.get(row["entered_at"])
            if client:
                visitors.setdefault(row["visitor_id"], client)

    def subject(row: dict[str, Any]) -> str:
        if row["person_id"]:
            return names.get(row["person_id"], f"unknown {row['person_id']}")
        if row["visitor_id"]:
            return visitors.get(row["visitor_id"], f"unknown {row['visitor_id']}")
        return f"deal:{published.deals.get(row['opportunity_id'], '?')}"

    theirs = {}
    for row in published.rows:
        name = subject(row)
        theirs[_key(name, row)] = {**row, "opportunity": published.deals.get(row["opportunity_id"])}
    ours = {}
    for item in counted.rows:
        values = {name: getattr(item, name) for name in COLUMNS}
        deal = item.opportunity_id
        name = item.subject[:20] if item.subject.startswith("deal:") else item.subject
        values["opportunity"] = deal[:15] if deal else None
        ours[_key(name, values)] = values
    _compare("row", ours, theirs, (*COLUMNS, "opportunity"), found)


def _key(name: str, row: dict[str, Any]) -> Key:
    """Return what a row is known by: a visit by its moment, all else by journey and stage."""
    if row["stage_id"] == "visit":
        return name, row["stage_id"], row["entered_at"], row["entry_kind"]
    return name, row["stage_id"], row["journey_number"], ""


def compare_promises(
    counted: Counted, published: Published, names: dict[str, str], found: Differences
) -> int:
    """Add every difference between the promises due; return how many were compared."""
    theirs = {
        (
            names.get(row["person_id"], f"unknown {row['person_id']}"),
            row["journey_number"],
            row["promise_id"],
        ): row
        for row in published.obligations
    }
    ours = {
        (person, item.journey, item.promise): {
            "starts_at": item.starts_at,
            "due_at": item.due_at,
            "met_at": item.met_at,
            "status": item.status,
            "agreement_version": item.version,
        }
        for person, items in counted.obligations.items()
        for item in items
    }
    columns = ("starts_at", "due_at", "met_at", "status", "agreement_version")
    _compare("promise", ours, theirs, columns, found)
    return len(ours)


def _compare(
    what: str,
    ours: dict[Key, dict[str, Any]],
    theirs: dict[Key, dict[str, Any]],
    columns: Iterable[str],
    found: Differences,
) -> None:
    def told(key: Key) -> str:
        return " ".join(str(part) for part in key if part != "")

    for key in ours.keys() - theirs.keys():
        found.add(f"{what} not published", f"{told(key)}: {_brief(ours[key], columns)}")
    for key in theirs.keys() - ours.keys():
        found.add(f"{what} not counted", f"{told(key)}: {_brief(theirs[key], columns)}")
    for key in ours.keys() & theirs.keys():
        for column in columns:
            mine, published = ours[key][column], theirs[key][column]
            if mine != published:
                found.add(
                    f"{what}: {column}", f"{told(key)}: counted {mine}, published {published}"
                )


def _brief(row: dict[str, Any], columns: Iterable[str]) -> str:
    values = ((name, row[name]) for name in columns)
    return ", ".join(f"{name} {value}" for name, value in values if value is not None)


Progress = Callable[[str], None]
