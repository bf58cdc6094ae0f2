"""The sentences of *Conversion and speed*, made by rules: what changed, what cannot be compared.

Three newest mature months against the three before. A change counts when it is GREY_BAND points
and more than chance would do with so few; never across a changed condition of either stage.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt

from dashboard.conversion_rows import Definition, FunnelStep, Trend
from expectations import figures
from expectations.plans import GREY_BAND

FEWEST = 20


@dataclass(frozen=True)
class Change:
    """How a step's rate changed, as printed: in whole points of the printed percentages."""

    step: FunnelStep
    trend: Trend
    points: int | None
    is_clear: bool
    changed_on: date | None

    @property
    def months(self) -> str:
        """Return which months are compared with which."""
        return month_span(self.trend.start, self.trend.last_month)


def changes(
    steps: Sequence[FunnelStep], trends: Sequence[Trend], definitions: Sequence[Definition]
) -> list[Change]:
    """Return how each step changed that has mature cohorts, in the funnel's order."""
    known = {(trend.from_stage_id, trend.to_stage_id): trend for trend in trends}
    return [
        _change(step, known[key], definitions)
        for step in steps
        if (key := (step.from_stage_id, step.to_stage_id)) in known
    ]


def title(steps: Sequence[FunnelStep], found: Sequence[Change]) -> str:
    """Return the page's verdict: the clearest fall, else the clearest rise, else that all holds."""
    if not any(step.entered for step in steps):
        return "Nobody has entered these cohorts, so there is nothing to follow"
    clear = [change for change in found if change.is_clear and change.points]
    if clear:
        worst = min(clear, key=lambda change: change.points or 0)
        best = max(clear, key=lambda change: change.points or 0)
        if (worst.points or 0) < 0:
            return f"{worst.step.name}: {_verdict(worst)}"
        return f"{best.step.name}: {_verdict(best)}, and no step fell"
    if any(change.points is not None and _is_enough(change.trend) for change in found):
        return "Every step moves on about as it did before"
    if found:
        return "Too few judged cohorts to say whether anything changed"
    return "No cohort is old enough to be judged yet"


def _verdict(change: Change) -> str:
    points = change.points or 0
    rate = figures.share(change.trend.moved_on, change.trend.entered)
    more = "more" if points > 0 else "fewer"
    return f"{rate} move on in time, {figures.things(abs(points), 'point')} {more} than before"


def trend_words(change: Change) -> str:
    """Return a step's newest judged months beside those before, or why they are not compared."""
    trend = change.trend
    rate = figures.share(trend.moved_on, trend.entered)
    words = f"{change.months}: {rate} of {figures.count(trend.entered)}"
    if not trend.entered_before:
        return words
    before = figures.share(trend.moved_on_before, trend.entered_before)
    was = f"before {before} of {figures.count(trend.entered_before)}"
    if change.changed_on is not None:
        return f"{words}; {was}, by another definition"
    if change.points == 0:
        return f"{words}; {was}, no change"
    sign = "+" if (change.points or 0) > 0 else "−"
    return f"{words}; {was}, {sign}{figures.things(abs(change.points or 0), 'point')}"


def month_span(start: date, last_month: date) -> str:
    """Return the months of a span, by their first days: Mar 2026, Oct 2025–Jan 2026."""
    first, last = (figures.MONTHS[day.month - 1] for day in (start, last_month))
    if (start.year, start.month) == (last_month.year, last_month.month):
        return f"{first} {start.year}"
    if start.year == last_month.year:
        return f"{first}–{last} {last_month.year}"
    return f"{first} {start.year}–{last} {last_month.year}"


def _change(step: FunnelStep, trend: Trend, definitions: Sequence[Definition]) -> Change:
    changed_on = _changed_on(trend, definitions)
    if not trend.entered_before or changed_on is not None:
        return Change(step, trend, None, False, changed_on)
    rate, before = trend.moved_on / trend.entered, trend.moved_on_before / trend.entered_before
    points = int(figures.rounded(rate * 100) - figures.rounded(before * 100))
    chance = 2 * sqrt(
        rate * (1 - rate) / trend.entered + before * (1 - before) / trend.entered_before
    )
    is_clear = _is_enough(trend) and abs(points) >= GREY_BAND and abs(rate - before) > chance
    return Change(step, trend, points, is_clear, None)


def _changed_on(trend: Trend, definitions: Sequence[Definition]) -> date | None:
    """Return when the condition of either stage changed between the two spans, if it did."""
    return next(
        (
            found.effective_from
            for found in definitions
            if found.stage_id in (trend.from_stage_id, trend.to_stage_id)
            and found.is_changed
            and (trend.version_before or "") < found.version <= trend.version
        ),
        None,
    )


def _is_enough(trend: Trend) -> bool:
    return min(trend.entered, trend.entered_before) >= FEWEST
