"""The shape of the rows behind *Disagreements*; a missing column breaks here first."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Totals:
    """How many open journeys carry a label that says another stage, and since how long."""

    journeys: int
    differing: int
    marketing_differing: int
    crm_differing: int
    both_differing: int
    agreed: int
    differing_amount: float | None
    median_days: float | None
    oldest_days: int | None


@dataclass(frozen=True)
class MonthEnd:
    """The same at one month's end; `more_than_before` is None for the first."""

    month_start: date
    counted_at: datetime
    is_now: bool
    journeys: int
    differing: int
    differing_rate: float | None
    more_than_before: int | None


@dataclass(frozen=True)
class Cell:
    """One combination of the marketing tool's label, the CRM's label and the definition."""

    marketing_label: str
    crm_label: str
    stage_id: str
    stage: str
    marketing_means: str | None
    crm_means: str | None
    is_marketing_differing: bool
    is_crm_differing: bool
    is_differing: bool
    is_agreed: bool
    journeys: int
    journeys_before: int
    amount: float | None
    median_days: float | None
    oldest_days: int | None


@dataclass(frozen=True)
class Square:
    """One label of one tool at one stage by the definition; `side` is marketing or crm."""

    side: str
    label: str
    stage_id: str
    stage: str
    means: str | None
    journeys: int
    is_differing: bool
    is_agreed: bool


@dataclass(frozen=True)
class Labelled:
    """One open journey, by its pseudonym; `found` is how many there are of the chosen."""

    journey_id: str
    stage_id: str
    stage: str
    stage_since: datetime
    marketing_label: str
    marketing_since: datetime | None
    is_marketing_differing: bool
    crm_label: str
    crm_since: datetime | None
    is_crm_differing: bool
    differs_since: datetime | None
    differing_days: int | None
    persona: str
    owner: str
    owner_team: str | None
    amount: float | None
    found: int


@dataclass(frozen=True)
class Span:
    """One cause between a source's total and ours; `left_over` is what no cause explains."""

    source: str
    vendor: str
    measure: str
    currency: str | None
    is_money: bool
    theirs: float
    ours: float
    cause: str | None
    difference: float | None
    left_over: float
