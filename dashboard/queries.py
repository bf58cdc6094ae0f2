"""What the pages ask of a published version: one named question, one row shape each.

To add a figure to a page: its SQL in `sql/<name>.sql`, its row in `rows.py`, its function here.
"""

from datetime import date

from dashboard.periods import Period
from dashboard.published import Published
from dashboard.record_rows import History, Identity
from dashboard.rows import (
    Bounds,
    Check,
    DeliveredFile,
    Difference,
    Hits,
    Kpi,
    LeadToWon,
    OtherCurrency,
    Overdue,
    PromiseScore,
    Release,
    Source,
    Stage,
    Step,
    Undated,
    WeekValue,
    WonWeek,
)


def release(published: Published) -> Release:
    """Return the one row that says which version this is."""
    return published.rows("release", Release)[0]


def period(published: Published, kind: str, day: date) -> Period:
    """Return the agreed period of a kind that holds the day, else the calendar's."""
    (found,) = published.rows("period", Bounds, kind=kind, day=day)
    if found.period_start is None or found.period_end is None:
        return Period.holding(kind, day)
    return Period(kind, found.period_start, found.period_end, day)


def kpis(published: Published, span: Period) -> list[Kpi]:
    """Return every KPI in the agreement's order."""
    before = span.before.start
    return published.rows("kpis", Kpi, kind=span.kind, start=span.start, start_before=before)


def kpi_weeks(published: Published, day: date) -> list[WeekValue]:
    """Return the last twelve full weeks of every KPI."""
    return published.rows("kpi_weeks", WeekValue, day=day)


def lead_to_won(published: Published, span: Period) -> LeadToWon:
    """Return how long the deals won in the period took."""
    return published.rows("lead_to_won", LeadToWon, start=span.start, end=span.end)[0]


def lead_to_won_weeks(published: Published, day: date) -> list[WonWeek]:
    """Return the same for each of the last twelve full weeks."""
    return published.rows("lead_to_won_weeks", WonWeek, day=day)


def other_currencies(published: Published, span: Period) -> list[OtherCurrency]:
    """Return the revenue of the period that was converted, in its own currencies."""
    return published.rows("other_currencies", OtherCurrency, start=span.start, end=span.end)


def hits_without_consent(published: Published, span: Period) -> int:
    """Return the website hits of the period that belong to no visit, for want of consent."""
    (found,) = published.rows("without_consent", Hits, start=span.start, end=span.end)
    return found.hits


def undated(published: Published, span: Period | None = None) -> Undated:
    """Return how many entries of a period, or of all time, have no date of their own."""
    days = {"start": span.start if span else None, "end": span.end if span else None}
    return published.rows("undated", Undated, **days)[0]


def funnel(published: Published, span: Period) -> list[Step]:
    """Return the stages that the period's cohort reached so far."""
    return published.rows("funnel", Step, start=span.start, end=span.end)


def promises(published: Published, span: Period) -> list[PromiseScore]:
    """Return both teams' promises, worst first."""
    before = span.before.start
    return published.rows(
        "promises", PromiseScore, kind=span.kind, start=span.start, start_before=before
    )


def overdue(published: Published) -> list[Overdue]:
    """Return for whom somebody waits longer than promised, right now."""
    return published.rows("overdue", Overdue)


def stages(published: Published) -> list[Stage]:
    """Return the stages as agreed."""
    return published.rows("stages", Stage)


def sources(published: Published) -> list[Source]:
    """Return the sources, those that need someone first."""
    return published.rows("sources", Source)


def checks(published: Published) -> list[Check]:
    """Return every check of both gates."""
    return published.rows("checks", Check)


def files(published: Published) -> list[DeliveredFile]:
    """Return every delivered file."""
    return published.rows("files", DeliveredFile)


def reconciliation(published: Published) -> list[Difference]:
    """Return the bridge from each source's totals to ours."""
    return published.rows("reconciliation", Difference)


def histories(published: Published) -> list[History]:
    """Return since when each tool tells the changes of each field."""
    return published.rows("histories", History)


def identities(published: Published) -> list[Identity]:
    """Return by what records were linked to people, and how many merges run in a circle."""
    return published.rows("identities", Identity)
