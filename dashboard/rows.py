"""The shape of the rows each question answers with; a column that is missing breaks here first."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Release:
    """The published version itself: its run, its agreement, its checks."""

    run_id: str
    company: str | None
    as_of: datetime | None
    data_through: date
    started_at: datetime | None
    finished_at: datetime | None
    code_version: str | None
    smarketing_version: str | None
    agreement_version: str | None
    agreement_title: str | None
    agreement_digest: str | None
    is_signed: bool
    signed_by_marketing: str | None
    signed_by_sales: str | None
    is_retroactive: bool
    time_zone: str
    currency: str
    effective_from: date | None
    review_by: date | None
    check_count: int
    passed_count: int
    warned_count: int


@dataclass(frozen=True)
class Kpi:
    """One KPI in one period; None is unknown, never zero."""

    kpi_id: str
    label: str
    owner: str | None
    unit: str
    value: float | None
    target: float | None
    pace: float | None
    plan_gap: float | None
    plan_ratio: float | None
    target_share: float | None
    pace_share: float | None
    inferred_count: int
    pace_before: float | None = None
    plan_gap_before: float | None = None
    plan_ratio_before: float | None = None


@dataclass(frozen=True)
class WeekValue:
    """One KPI in one full week."""

    kpi_id: str
    period_start: date
    value: float | None


@dataclass(frozen=True)
class LeadToWon:
    """How long the period's won deals took from lead to won."""

    deal_count: int
    median_days: float | None


@dataclass(frozen=True)
class WonWeek:
    """The median days from lead to won in one full week."""

    period_start: date
    value: float | None


@dataclass(frozen=True)
class OtherCurrency:
    """What was won in the period in a currency that is not the reporting one, priced or not."""

    currency: str
    is_priced: bool
    amount: float


@dataclass(frozen=True)
class Undated:
    """The entries that have no date of their own, and the days they were delivered on."""

    entry_count: int
    undated_count: int
    first_day: date | None
    last_day: date | None


@dataclass(frozen=True)
class Step:
    """One stage of the cohort's funnel and what happened after it."""

    stage_id: str
    label: str
    owner_team: str | None
    next_stage_id: str | None
    next_team: str | None
    journeys: int
    inferred: int
    moved_on: int
    left_journey: int
    still_open: int
    too_young: int
    window_days: int | None
    median_days: float | None
    moved_on_rate: float | None
    inferred_rate: float | None
    bar_share: float | None
    observed_share: float | None
    mature_month: date | None
    mature_entered: int | None
    mature_rate: float | None
    mature_days: float | None

    @property
    def is_handoff(self) -> bool:
        """Say whether the next stage belongs to the other team."""
        return self.next_stage_id is not None and self.next_team != self.owner_team


@dataclass(frozen=True)
class PromiseScore:
    """One promise in one period."""

    promise_id: str
    label: str
    team: str
    to_team: str | None
    actual: float | None
    promised: float | None
    unit: str
    direction: str | None
    status: str
    kept_count: int
    decided_count: int
    excused_count: int
    pending_count: int
    actual_before: float | None


@dataclass(frozen=True)
class Overdue:
    """What one team promised, is due and has not done yet."""

    team: str | None
    waiting: int
    due_at: datetime | None


@dataclass(frozen=True)
class Stage:
    """One stage in the agreement's own words."""

    label: str
    owner_team: str | None
    definition: str | None


@dataclass(frozen=True)
class Source:
    """One source and how fresh it is."""

    source: str
    vendor: str
    required: bool | None
    stale_after_hours: int | None
    last_exported_at: datetime | None
    last_day: date | None
    files: int
    delivered_rows: int
    accepted_rows: int
    rejected_rows: int
    status: str
    message: str | None
    is_balanced: bool


@dataclass(frozen=True)
class Check:
    """One result of a gate."""

    gate: str
    check_id: str
    label: str | None
    clause: str | None
    severity: str
    status: str
    observed: str | None
    expected: str | None
    failed_rows: int
    kpis: str | None
    source: str | None


@dataclass(frozen=True)
class DeliveredFile:
    """One delivered file and what became of its rows."""

    source: str
    vendor: str
    table_name: str
    day: date | None
    name: str
    delivered_rows: int
    accepted_rows: int
    rejected_rows: int
    repaired_rows: int
    exported_at: datetime | None
    status: str
    reason: str | None
    is_balanced: bool


@dataclass(frozen=True)
class Difference:
    """One line of the bridge from a source's total to ours."""

    source: str
    vendor: str
    measure: str
    currency: str | None
    is_money: bool
    theirs: float | None
    ours: float | None
    difference: float | None
    cause: str | None


@dataclass(frozen=True)
class Bounds:
    """The first and the last day of a period."""

    period_start: date | None
    period_end: date | None


@dataclass(frozen=True)
class Hits:
    """A number of website hits."""

    hits: int
