"""What *Conversion and speed* asks of a published version: one named question, one row shape each.

To add a figure: its SQL in `sql/conversion_<name>.sql`, its row in `conversion_rows.py`, its
function here. `Choice` is what the reader chose; every question takes what it needs of it.
"""

from dataclasses import dataclass
from datetime import date

from dashboard.conversion_rows import (
    Cohort,
    CohortSet,
    Day,
    Definition,
    FunnelStep,
    Slice,
    StageEntries,
    Trend,
    Value,
    WinRate,
)
from dashboard.published import Published
from dashboard.step_journey import StepJourney


@dataclass(frozen=True)
class Choice:
    """Which cohorts, and of whom: a set of months, a dimension and one of its values."""

    cohorts: CohortSet
    dimension: str = "all"
    value: str = "all"

    @property
    def whom(self) -> dict[str, object]:
        """Return the values of a question about somebody."""
        return {"dimension": self.dimension, "value": self.value}

    @property
    def months(self) -> dict[str, object]:
        """Return the values of a question about some months."""
        start = self.cohorts.cohort_start
        return {"start": start, "last_month": self.cohorts.last_month or start}

    @property
    def kind(self) -> dict[str, object]:
        """Return the values of a question about times, which are known per set."""
        return {"cohort_kind": self.cohorts.cohort_kind, **self.months}


def sets(published: Published) -> list[CohortSet]:
    """Return the sets of cohorts there are, all of them first."""
    return published.rows("conversion_sets", CohortSet)


def values(published: Published, dimension: str) -> list[Value]:
    """Return the values of a dimension, the one with most entries first."""
    return published.rows("conversion_values", Value, dimension=dimension)


def steps(published: Published, choice: Choice) -> list[FunnelStep]:
    """Return every step of the funnel."""
    return published.rows("conversion_steps", FunnelStep, **choice.whom, **choice.kind)


def trends(published: Published, choice: Choice) -> list[Trend]:
    """Return the newest judged months of every step, whatever cohorts were chosen."""
    return published.rows("conversion_trends", Trend, **choice.whom)


def definitions(published: Published) -> list[Definition]:
    """Return what each version after the first says of each stage."""
    return published.rows("conversion_definitions", Definition)


def cohorts(published: Published, choice: Choice, step: FunnelStep) -> list[Cohort]:
    """Return the monthly cohorts of a step, newest first."""
    return published.rows(
        "conversion_cohorts", Cohort, **choice.whom, **choice.months, **_pair(step)
    )


def days(published: Published, choice: Choice, step: FunnelStep) -> list[Day]:
    """Return what had become of everybody, day by day."""
    return published.rows("conversion_days", Day, **choice.whom, **choice.kind, **_pair(step))


def slices(published: Published, choice: Choice, step: FunnelStep, dimension: str) -> list[Slice]:
    """Return a step by the values of a dimension, the largest first."""
    return published.rows(
        "conversion_slices", Slice, dimension=dimension, **choice.kind, **_pair(step)
    )


def win_rates(published: Published, choice: Choice) -> list[WinRate]:
    """Return the four win rates."""
    return published.rows("conversion_win_rates", WinRate, **choice.whom, **choice.months)


def stages(published: Published, choice: Choice) -> list[StageEntries]:
    """Return how each stage's entries were made."""
    return published.rows("conversion_stages", StageEntries, **choice.whom, **choice.months)


def journeys(
    published: Published,
    choice: Choice,
    step: FunnelStep,
    month: date | None,
    ending: str,
    most: int,
) -> list[StepJourney]:
    """Return at most so many journeys of a step, of one month or of every chosen one."""
    months = choice.months if month is None else {"start": month, "last_month": month}
    return published.rows(
        "conversion_journeys",
        StepJourney,
        ending=ending,
        most=most,
        **choice.whom,
        **months,
        **_pair(step),
    )


def _pair(step: FunnelStep) -> dict[str, object]:
    return {"from_stage_id": step.from_stage_id, "to_stage_id": step.to_stage_id}
