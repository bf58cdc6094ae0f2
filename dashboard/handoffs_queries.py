"""What *Handoffs* asks of a published version, and the shape of each answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dashboard.published import Published
from expectations.evidence import because

ALL = "all"
# which leads may be listed; the address names them
WHICH = (ALL, "overdue", "due later", "nothing due", "with no rep", "without a plan")


@dataclass(frozen=True)
class Choice:
    """Which leads are listed: of which owner, persona and stage, and how they stand."""

    owner: str = ALL
    persona: str = ALL
    stage: str = ALL
    what: str = ALL


@dataclass(frozen=True)
class Totals:
    """All leads that are with sales now, in numbers."""

    leads: int
    overdue: int
    with_nobody: int
    without_rep: int
    due_later: int
    next_due_at: datetime | None
    oldest_due_at: datetime | None
    planned: int
    planned_rate: float | None


@dataclass(frozen=True)
class Lead:
    """One lead that is with sales now; `found_count` is how many there are in all."""

    journey_id: str
    person_id: str | None
    stage_id: str
    stage: str | None
    persona: str
    owner: str
    owner_team: str | None
    owner_kind: str
    owner_since: datetime | None
    since: datetime | None
    promise_id: str | None
    promise_label: str | None
    clock: str | None
    due_at: datetime | None
    seconds_left: int | None
    owed_count: int | None
    is_overdue: bool | None
    to_team: str | None
    agreed_within: str | None
    say: str | None
    next_step: str | None
    asset: str | None
    plan_persona_id: str | None
    sent_stage: str | None
    sent_team: str | None
    sent_at: datetime | None
    sent_kind: str | None
    sent_evidence: Sequence[Mapping[str, Any]] | None
    sent_channel: str | None
    reached_crm_at: datetime | None
    taken_at: datetime | None
    reassigned_count: int | None
    found_count: int

    @property
    def because(self) -> str:
        """Why it went to sales, in words."""
        return because(self.sent_evidence)


@dataclass(frozen=True)
class Holder:
    """Who has leads now: a rep, a queue or nobody."""

    owner: str
    owner_team: str | None
    owner_kind: str
    leads: int
    overdue: int
    due_at: datetime | None
    oldest_since: datetime | None
    reassigned: int | None


@dataclass(frozen=True)
class Plan:
    """The leads of one stage and persona, and whose plan covers them."""

    stage_id: str
    stage: str | None
    persona: str
    leads: int
    planned: int
    planned_rate: float | None
    plan_persona_id: str | None
    next_step: str | None
    asset: str | None


@dataclass(frozen=True)
class Way:
    """Where the leads of one stage sat on their way to a rep; times are medians in days."""

    stage_id: str
    stage: str | None
    leads: int
    not_in_crm: int
    marketing_days: float | None
    not_taken: int
    unassigned_days: float | None
    rep_days: float | None
    reassigned: int


@dataclass(frozen=True)
class Told:
    """The journey whose story is told."""

    journey_id: str
    person_id: str | None
    opened_at: datetime | None
    exited_at: datetime | None
    exit_id: str | None
    exit_reason: str | None
    stage: str | None
    persona: str
    owner: str
    owner_team: str | None
    due_at: datetime | None
    seconds_left: int | None
    clock: str | None
    promise_label: str | None
    say: str | None
    next_step: str | None
    asset: str | None


@dataclass(frozen=True)
class Happening:
    """One thing that happened in a journey's time."""

    happened_at: datetime | None
    kind: str
    detail: str | None
    names: str | None
    by_whom: str | None
    source_vendor: str | None
    time_basis: str | None
    evidence: Sequence[Mapping[str, Any]] | None

    @property
    def because(self) -> str:
        """Why a stage was entered, in words."""
        return because(self.evidence)


def totals(published: Published) -> Totals:
    """Return how many leads are with sales now, and how they stand."""
    return published.rows("handoffs_totals", Totals)[0]


def leads(published: Published, choice: Choice, most: int) -> list[Lead]:
    """Return the chosen leads, by what is due next."""
    return published.rows(
        "handoffs_leads",
        Lead,
        owner=choice.owner,
        persona=choice.persona,
        stage=choice.stage,
        what=choice.what,
        most=most,
    )


def holders(published: Published) -> list[Holder]:
    """Return who has leads now, those with most late ones first."""
    return published.rows("handoffs_owners", Holder)


def plans(published: Published) -> list[Plan]:
    """Return whose plan covers the leads of each stage and persona."""
    return published.rows("handoffs_plans", Plan)


def ways(published: Published) -> list[Way]:
    """Return where the leads of each stage sat before a rep had them."""
    return published.rows("handoffs_ways", Way)


def told(published: Published, journey_id: str) -> Told | None:
    """Return the journey of that id, or None where this version knows none."""
    return next(iter(published.rows("handoffs_journey", Told, journey_id=journey_id)), None)


def story(published: Published, journey_id: str) -> list[Happening]:
    """Return what happened in a journey's time, in order."""
    return published.rows("handoffs_story", Happening, journey_id=journey_id)
