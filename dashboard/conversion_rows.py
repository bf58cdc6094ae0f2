"""The shape of the rows behind *Conversion and speed*; a missing column breaks here first."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class CohortSet:
    """The cohorts a reader may choose: all, or those of one quarter; months by their first day."""

    cohort_kind: str
    cohort_start: date
    last_month: date | None
    entered: int

    @property
    def name(self) -> str:
        """Return what the address calls it: all, Q2 2026."""
        if self.cohort_kind == "all":
            return "all"
        return f"Q{(self.cohort_start.month + 2) // 3} {self.cohort_start.year}"


@dataclass(frozen=True)
class Value:
    """One value of a dimension."""

    value: str
    team: str | None
    entered: int


@dataclass(frozen=True)
class Rates:
    """The sums behind the rates of some cohorts."""

    entered: int
    inferred: int
    moved_on: int
    too_young: int
    closed_entered: int
    closed_moved_on: int

    @property
    def in_time_rate(self) -> float | None:
        """Return the rate of the closed cohorts; None where no window is over."""
        return self.closed_moved_on / self.closed_entered if self.closed_entered else None


@dataclass(frozen=True)
class FunnelStep(Rates):
    """One step from a stage to the next, over the chosen cohorts."""

    from_stage_id: str
    to_stage_id: str
    from_label: str
    to_label: str
    from_team: str | None
    to_team: str | None
    window_days: int | None
    left_journey: int
    still_open: int
    period_entries: int
    period_next_entries: int
    timed: int
    untimed: int
    half_days: float | None
    last_seen_days: float | None
    moved_share: float | None
    left_share: float | None

    @property
    def name(self) -> str:
        """Return what a reader calls it: MQL to SAL."""
        return f"{self.from_label} to {self.to_label}"

    @property
    def is_handoff(self) -> bool:
        """Say whether the next stage belongs to the other team."""
        return self.from_team != self.to_team


@dataclass(frozen=True)
class Trend:
    """The newest three mature months of a step, and the three before."""

    from_stage_id: str
    to_stage_id: str
    start: date
    last_month: date
    entered: int
    moved_on: int
    version: str
    start_before: date | None
    last_month_before: date | None
    entered_before: int
    moved_on_before: int
    version_before: str | None


@dataclass(frozen=True)
class Cohort(Rates):
    """One monthly cohort of one step."""

    cohort_start: date
    first_version: str
    last_version: str
    window_days: int | None
    moved_on_in_window: int
    left_journey: int
    still_open: int
    is_mature: bool | None
    closed_cohort_rate: float | None
    open_cohort_rate: float | None


@dataclass(frozen=True)
class Definition:
    """What one version of the agreement says of a stage, and what the one before said."""

    version: str
    effective_from: date
    stage_id: str
    label: str
    definition_before: str | None
    definition: str | None

    @property
    def is_changed(self) -> bool:
        """Say whether the stage's own condition reads otherwise than before."""
        return self.definition != self.definition_before


@dataclass(frozen=True)
class Day:
    """What had become of everybody by the end of a day."""

    day_number: int
    at_risk: int
    moved_share: float
    left_share: float
    waiting_share: float


@dataclass(frozen=True)
class Slice(Rates):
    """One value of a dimension, for one step."""

    dimension_value: str
    team: str | None
    timed: int
    half_days: float | None
    moved_share: float | None
    left_share: float | None


@dataclass(frozen=True)
class WinRate:
    """One of the four win rates, over the chosen months."""

    win_rate_id: str
    measure: str
    cohort_basis: str
    unit: str
    won: float
    lost: float
    won_deals: int
    lost_deals: int
    open_deals: int
    unpriced_deals: int
    win_rate: float | None


@dataclass(frozen=True)
class StageEntries:
    """How the entries of a stage were made."""

    label: str
    owner_team: str | None
    entries: int
    observed: int
    by_policy: int
    by_version: int
    inferred: int
    undated: int
