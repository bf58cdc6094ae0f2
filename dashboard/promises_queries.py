"""What *Promises* asks of a published version, and the shape of each answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from dashboard.periods import Period
from dashboard.published import Published
from dashboard.rows import Bounds, PromiseScore
from expectations.evidence import because

# whichever cases may be listed; the address names them
STANDS = ("all", "missed", "still overdue", "pending", "excused", "kept")


@dataclass(frozen=True)
class Score(PromiseScore):
    """One promise in one period, with its cases and the months before."""

    due_count: int
    met_count: int
    missed_count: int
    overdue_count: int
    months: Sequence[float | None] | None
    is_only_one: bool

    @property
    def name(self) -> str:
        """What the address calls it: its label, told apart by its id where two have the same."""
        return self.label if self.is_only_one else f"{self.label} ({self.promise_id})"


@dataclass(frozen=True)
class Month:
    """One promise in one month, by the version that governed it."""

    month_start: date
    label: str
    actual: float | None
    promised: float | None
    unit: str
    direction: str | None
    status: str
    due_count: int
    met_count: int
    missed_count: int
    overdue_count: int
    excused_count: int
    pending_count: int
    bar_share: float | None
    bar_tick: float | None
    agreement_version: str | None


@dataclass(frozen=True)
class Worded:
    """What one version says of a promise."""

    version: str
    effective_from: date | None
    label: str | None
    sentence: str | None


@dataclass(frozen=True)
class PersonaCases:
    """The cases of one promise that are of one persona."""

    persona: str
    due_count: int
    met_count: int
    missed_count: int
    overdue_count: int
    met_rate: float | None


@dataclass(frozen=True)
class Case:
    """One case of a promise; `found_count` is how many there are in all."""

    case_id: str
    journey_id: str
    person_id: str | None
    case_on: date
    starts_at: datetime | None
    due_at: datetime | None
    met_at: datetime | None
    clock: str | None
    found: str | None
    status: str
    stands: str
    is_late_now: bool | None
    owner: str
    owner_team: str | None
    persona: str
    agreement_version: str | None
    found_count: int
    evidence: Sequence[Mapping[str, Any]] | None

    @property
    def because(self) -> str:
        """Why the entry that began it was let in, in words."""
        return because(self.evidence)


def periods(published: Published, kind: str, day: date) -> list[Period]:
    """Return every period of a kind that the scorecard tells of, the newest first."""
    return [
        Period(kind, found.period_start, found.period_end, day)
        for found in published.rows("promises_periods", Bounds, kind=kind)
        if found.period_start is not None and found.period_end is not None
    ]


def scores(published: Published, span: Period) -> list[Score]:
    """Return both teams' promises in a period, worst first."""
    return published.rows(
        "promises_scores",
        Score,
        kind=span.kind,
        start=span.start,
        end=span.end,
        start_before=span.before.start,
    )


def months(published: Published, promise_id: str, span: Period) -> list[Month]:
    """Return one promise month by month, up to a period's end, the newest first."""
    return published.rows("promises_months", Month, promise_id=promise_id, end=span.end)


def words(published: Published, promise_id: str) -> list[Worded]:
    """Return what each version says of a promise, the newest first."""
    return published.rows("promises_terms", Worded, promise_id=promise_id)


def personas(published: Published, promise_id: str, span: Period) -> list[PersonaCases]:
    """Return for whom a promise was kept and missed in a period, most missed first."""
    return published.rows(
        "promises_personas", PersonaCases, promise_id=promise_id, start=span.start, end=span.end
    )


def cases(
    published: Published, promise_id: str, span: Period, stands: str, most: int
) -> list[Case]:
    """Return the cases of a promise in a period, what speaks against it first."""
    return published.rows(
        "promises_cases",
        Case,
        promise_id=promise_id,
        start=span.start,
        end=span.end,
        stands=stands,
        most=most,
    )
