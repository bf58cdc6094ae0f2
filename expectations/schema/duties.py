"""What each side owes the other: hand-overs, promises, working hours, meetings."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from expectations.schema.parts import (
    Condition,
    Duration,
    Identifier,
    Part,
    Quantity,
    Team,
    Text,
    Word,
    written_as,
)

Hours = Annotated[
    str, written_as(r"[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]", "write it as 09:00-17:00")
]


class Handoff(Part):
    """The plan for a stage and persona: to whom, how fast, what to say, what next."""

    stage: Identifier
    persona: Identifier
    to: Team
    within: Duration
    say: Text
    next_step: Text
    asset: Word


class Promise(Part):
    """What one side owes the other."""

    id: Identifier
    label: Word
    by: Team
    to: Team
    stage: Identifier
    act: Literal["first_contact", "attempts", "accept_or_return", "routing"] | None = None
    rate: Literal["volume", "fit", "completeness", "junk_rate", "reason_on_return"] | None = None
    applies_when: Condition | None = None
    within: Duration | None = None
    clock: Literal["business", "elapsed"] | None = None
    calendar: Identifier | None = None
    quantity: int = Field(default=1, ge=1, le=50)
    labels: list[Word] = Field(default_factory=list)
    on_deadline: Identifier | None = None
    direction: Literal["at_least", "at_most"] = "at_least"
    unit: Literal["rate", "count"] = "rate"
    target: Quantity
    tolerance: Quantity = Decimal(0)


class Calendar(Part):
    """When a team works: the same hours on each of its days, holidays apart."""

    id: Identifier
    team: Team
    time_zone: Word
    days: list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]] = Field(min_length=1)
    hours: Hours
    holidays: Identifier | None = None


class Meeting(Part):
    """A meeting of both sides over the one report."""

    id: Identifier
    label: Word
    every: Literal["week", "month", "quarter"]
    marketing: list[Word] = Field(min_length=1)
    sales: list[Word] = Field(min_length=1)
