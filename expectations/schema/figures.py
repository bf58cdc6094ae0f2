"""What both sides look at, and how far figures may be off."""

from typing import Annotated, Literal

from pydantic import Field

from expectations.schema.parts import Identifier, Part, Quantity, Share, Text, Word, written_as

# of one file, whatever share of it they are: one damaged row says nothing about a short file
REJECTED_ROWS_ALLOWED = 1

Month = Annotated[str, written_as(r"20[0-9]{2}-(0[1-9]|1[0-2])", "a month is written as 2025-01")]


class Kpi(Part):
    """One number both sides look at."""

    id: Identifier
    label: Word
    plural: Word
    owner: Literal["marketing", "sales", "both"]
    counts: Literal["sessions", "visitors", "entries", "people_first", "deals", "amount"]
    stage: Identifier
    window_days: int = Field(default=90, ge=1, le=1000)
    direction: Literal["at_least", "at_most"] = "at_least"
    definition: Text
    targets: dict[Month, Quantity] = Field(default_factory=dict)


class Tolerances(Part):
    """How far labels and totals may be off."""

    label_disagreement_rate: Share
    total_difference_rate: Share
    rejected_rows_rate: Share
    closed_month_drop_rate: Share
