"""What a backtest found: one row per figure, both sides beside each other, shares with their base.

All moments are UTC without a zone; days and months are the agreement's. Money is in the reporting
currency.
"""

import csv
import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

Moved = Literal["in", "out", "earlier", "later"]


@dataclass(frozen=True)
class KpiMonth:
    """One of the seven figures in one month; `unit` is `count` or a currency."""

    kpi_id: str
    label: str
    unit: str
    month: date
    before: float | None
    after: float | None
    is_complete: bool


@dataclass(frozen=True)
class StageMoves:
    """How many entries a stage counts under each, and how many journeys move how.

    `effective` of those that come in do so at the moment the draft takes effect: they met it then.
    `gone` of those that enter earlier do so before the counting begins, `come` of those that enter
    later would have entered before it: after - before = moved_in - moved_out - gone + come.
    """

    stage_id: str
    label: str
    plural: str
    before: int
    after: int
    moved_in: int
    moved_out: int
    earlier: int
    later: int
    effective: int
    gone: int
    come: int

    @property
    def moves(self) -> bool:
        """Whether anybody enters it otherwise."""
        return bool(self.moved_in or self.moved_out or self.earlier or self.later)

    @property
    def counts(self) -> tuple[int, ...]:
        """Its numbers in the order of a table: before, after, in, out, earlier, later."""
        entries = (self.before, self.after, self.moved_in, self.moved_out)
        return (*entries, self.earlier, self.later)


@dataclass(frozen=True)
class Step:
    """One stage to the next: how many entered, how many moved on, in how many days (median)."""

    from_stage_id: str
    to_stage_id: str
    entered_before: int
    entered_after: int
    moved_before: int
    moved_after: int
    open_before: int
    open_after: int
    days_before: float | None
    days_after: float | None


@dataclass(frozen=True)
class Outcome:
    """What became of those who enter a stage under both, or under one of them alone."""

    stage_id: str
    group_id: Literal["both", "in", "out"]
    journeys: int
    accepted: int
    won: int
    still_open: int
    revenue: Decimal


@dataclass(frozen=True)
class Covered:
    """Of all won deals, those that a stage had counted by its own condition before."""

    stage_id: str
    deals: int
    deals_before: int
    deals_after: int
    revenue: Decimal
    revenue_before: Decimal
    revenue_after: Decimal


@dataclass(frozen=True)
class Load:
    """What one rep owes of one promise under each, and what was kept of what is judged today."""

    promise_id: str
    owner_id: str
    before: int
    after: int
    kept: int
    judged: int


@dataclass(frozen=True)
class Mover:
    """One journey that enters a stage under one side alone, or at another moment."""

    journey_id: str
    person_id: str | None
    stage_id: str
    moved: Moved
    before_at: datetime | None
    after_at: datetime | None
    persona_id: str
    channel: str | None
    fit: int | None
    engagement: int | None


@dataclass(frozen=True)
class Report:
    """A draft beside what was signed, on the history of one published run.

    Attributes:
        run_id: the published run.
        as_of: the end of what it knew.
        draft_digest: of the draft's terms.
        beside: the versions whose place the draft takes, in order; the last is in force.
        beside_digests: of their terms.
        since: from when both sides are counted; None where that is all that is known.
        since_on: its day, in the agreement's time zone.
        judged_from: the day from which the draft judges; None where it judges all that is known.
        way: `states` where the built states were enough, `steps` where the steps before them ran.
        parts: what the draft changes of how it is judged.
        changes: every changed term, in words.
        owner_names: how a rep is called, where that may be shown; by pseudonym.
    """

    run_id: str
    as_of: datetime
    company: str
    currency: str
    draft_title: str
    draft_digest: str
    beside: tuple[str, ...]
    beside_digests: tuple[str, ...]
    since: datetime | None
    since_on: date | None
    judged_from: date | None
    way: Literal["states", "steps"]
    parts: tuple[str, ...]
    changes: tuple[str, ...]
    weeks: float
    labels: dict[str, str]
    kpis: tuple[KpiMonth, ...]
    stages: tuple[StageMoves, ...]
    steps: tuple[Step, ...]
    outcomes: tuple[Outcome, ...]
    covered: tuple[Covered, ...]
    load: tuple[Load, ...]
    movers: tuple[Mover, ...] = field(repr=False)

    @property
    def moves(self) -> bool:
        """Whether any figure of the funnel is another one under the draft."""
        return bool(self.movers or self.changed_kpis)

    @property
    def changed_kpis(self) -> tuple[KpiMonth, ...]:
        """The figures of months that are others under the draft."""
        return tuple(item for item in self.kpis if item.before != item.after)

    @property
    def moved_stages(self) -> tuple[StageMoves, ...]:
        """The stages that somebody enters otherwise, in order."""
        return tuple(item for item in self.stages if item.moves)

    @property
    def moved_outcomes(self) -> tuple[Outcome, ...]:
        """What became of those who enter a stage that somebody enters otherwise."""
        moved = {item.stage_id for item in self.moved_stages}
        return tuple(item for item in self.outcomes if item.stage_id in moved)

    @property
    def moved_covered(self) -> tuple[Covered, ...]:
        """The won revenue that such a stage had counted before it was won."""
        moved = {item.stage_id for item in self.moved_stages}
        return tuple(item for item in self.covered if item.stage_id in moved)

    def step_named(self, step: Step) -> str:
        """Return what a step is called: `MQL → SAL`."""
        return f"{self.labels[step.from_stage_id]} → {self.labels[step.to_stage_id]}"

    @property
    def digest(self) -> str:
        """SHA-256 of all that was found, by which a signature can name it."""
        return digest_of(asdict(self))

    def as_file(self) -> str:
        """Return the report as JSON with its digest, as a signature's `--backtest` asks for it."""
        return _written({"digest": self.digest, **asdict(self)})

    def movers_as_csv(self) -> str:
        """Return every journey that moves, one a line."""
        text = io.StringIO()
        writer = csv.DictWriter(text, [part.name for part in fields(Mover)])
        writer.writeheader()
        writer.writerows(asdict(item) for item in self.movers)
        return text.getvalue()


def digest_of(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a report's content, as it was found or as it was read from its file."""
    return hashlib.sha256(_written(content).encode()).hexdigest()


def _written(content: Mapping[str, Any]) -> str:
    return json.dumps(content, default=str, ensure_ascii=False, sort_keys=True, indent=1)
