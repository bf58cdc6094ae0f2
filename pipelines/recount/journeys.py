"""One journey: what it holds, which stages it entered, how it ended (rules 7 to 14)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from expectations.schema import Promise
from pipelines.recount.conditions import holds, persona
from pipelines.recount.deals import Known
from pipelines.recount.state import Attributes, State
from pipelines.recount.versions import Version

Cause = Literal["observed", "policy", "effective"]


@dataclass(slots=True)
class Entry:
    """One stage entered; visits are entered again and again."""

    stage: str
    at: datetime
    kind: str
    version: str
    persona: str | None
    session: str = ""
    is_dated: bool = True


@dataclass(slots=True)
class Owed:
    """One promise due to one entry: since when, until when, under which version."""

    promise: Promise
    stage: str
    starts_at: datetime
    due_at: datetime
    version: str


@dataclass(slots=True)
class Journey:
    """A journey of a person; `deal` is the one that it carries.

    `is_carried_again` says that the deal had entered its stage in an earlier journey.
    """

    number: int
    opened_at: datetime
    state: State
    deal: Known | None = None
    is_carried_again: bool = False
    last_activity: datetime | None = None
    visits: list[Entry] = field(default_factory=list)
    entered: dict[str, Entry] = field(default_factory=dict)
    first_true: dict[str, datetime] = field(default_factory=dict)
    labels_set: list[tuple[datetime, str]] = field(default_factory=list)
    owed: list[Owed] = field(default_factory=list)
    exit: str | None = None
    exit_reason: str | None = None
    exited_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether nothing has ended it yet."""
        return self.exit is None

    @property
    def has_open_deal(self) -> bool:
        """Whether it carries a deal that is not closed yet."""
        return self.state.deal_state == "open"

    def visit(self, at: datetime, version: Version, session: str) -> None:
        """Enter the visit, once per session."""
        entry = self._entry(version.stages[0], at, "observed", version)
        entry.session = session
        self.visits.append(entry)

    def judge(self, at: datetime, version: Version, cause: Cause, is_dated: bool = True) -> None:
        """Ask every stage's condition of the state as it is now, and enter what became true."""
        for stage in version.agreement.stages:
            if stage.enter_when is None or stage.id in self.first_true:
                continue
            if holds(stage.enter_when, self.state, version, at):
                self.first_true[stage.id] = at
                self._enter(stage.id, at, version, cause, is_dated)

    def enter_by_policy(self, stage: str, at: datetime, version: Version) -> None:
        """Enter a stage because a deadline passed."""
        self._enter(stage, at, version, "policy", True)

    def is_past(self, stage: str, version: Version) -> bool:
        """Whether a stage, or a later one, was entered."""
        return self._furthest(version) >= version.stages.index(stage)

    def end(self, name: str, at: datetime, reason: str | None) -> None:
        """End it."""
        self.exit, self.exited_at, self.exit_reason = name, at, reason

    def rows(self, first_stage: str) -> list[Entry]:
        """Return every entry in order of stages; a visit is inferred where none came before."""
        later = sorted(self.entered.values(), key=lambda entry: entry.at)
        visits = list(self.visits)
        if later and (not visits or later[0].at < visits[0].at):
            first = later[0]
            visits.insert(
                0,
                Entry(
                    first_stage,
                    first.at,
                    "inferred",
                    first.version,
                    first.persona,
                    is_dated=first.is_dated,
                ),
            )
        return visits + list(self.entered.values())

    def _enter(
        self, stage: str, at: datetime, version: Version, cause: Cause, is_dated: bool
    ) -> None:
        """Enter a stage and all that lie between it and the furthest one so far."""
        order, reached = version.stages, self._furthest(version)
        goal = order.index(stage)
        for place in range(max(reached, 0) + 1, goal + 1):
            kind = cause if place == goal else "inferred"
            self.entered[order[place]] = self._entry(order[place], at, kind, version, is_dated)
        known = self.entered.get(stage)
        # true at the very moment at which something later implied it: seen, not inferred
        if known and known.at == at and known.kind == "inferred":
            known.kind = cause

    def _furthest(self, version: Version) -> int:
        order = version.stages
        return max((order.index(stage) for stage in self.entered if stage in order), default=0)

    def _entry(
        self, stage: str, at: datetime, kind: str, version: Version, is_dated: bool = True
    ) -> Entry:
        return Entry(
            stage,
            at,
            kind,
            version.name,
            persona(self.state, version, at),
            is_dated=is_dated,
        )


def begun(number: int, at: datetime, attributes: Attributes) -> Journey:
    """Return a journey that begins now."""
    return Journey(number, at, State(attributes))
