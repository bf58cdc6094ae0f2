"""The sentences of the Overview, made by rules: the title's verdict and what changed.

Facts stand side by side; no line says why. Both teams' lines are made by the same rule.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard import markup
from dashboard.judgement import deviation, deviation_before
from dashboard.periods import Period
from dashboard.rows import Kpi, LeadToWon, PromiseScore
from expectations import figures
from expectations.plans import PLAIN, best, inner, money_first, verdict, worst

JUDGED = ("kept", "broken", "at_risk")


@dataclass(frozen=True)
class Line:
    """One line of what changed: whose it is, and its parts, each plain or stressed."""

    team: str
    parts: tuple[tuple[str, bool], ...]

    @property
    def text(self) -> str:
        """Return the line as it reads."""
        return "".join(words for words, _ in self.parts)


def title(period: Period, kpis: Sequence[Kpi]) -> str:
    """Return the page's verdict: revenue first, then what is furthest behind its plan."""
    return verdict(period.name, kpis, deviation)


def changes(
    kpis: Sequence[Kpi],
    promises: Sequence[PromiseScore],
    speed: LeadToWon,
    speed_before: LeadToWon,
) -> list[Line]:
    """Return what to know before meeting: one line for both, one for each team that promised."""
    lines = [_both(kpis, speed, speed_before)]
    for team in markup.team_order(promise.team for promise in promises):
        lines.append(_team(team, [promise for promise in promises if promise.team == team]))
    return lines


def _both(kpis: Sequence[Kpi], speed: LeadToWon, speed_before: LeadToWon) -> Line:
    planned = [kpi for kpi in money_first(kpis) if deviation(kpi)]
    parts: list[tuple[str, bool]] = []
    if planned:
        lead = planned[0]
        behind, ahead = worst(planned, deviation), best(planned, deviation)
        named = [lead] + [kpi for kpi in (behind, ahead) if kpi is not None and kpi is not lead]
        for place, kpi in enumerate(named):
            parts += [("; " if place else "", False), *_against_plan(kpi, is_first=place == 0)]
        parts.append((". ", False))
        if behind is None and len(planned) > 1:
            parts.append(("Nothing is behind plan. ", False))
    elif any(kpi.value is not None for kpi in kpis):
        parts.append(("No plan is agreed for this period, so nothing is judged. ", False))
    else:
        parts.append(("No KPI has been counted in this period yet. ", False))
    if speed.median_days is not None:
        took = figures.days(speed.median_days)
        before = figures.days(speed_before.median_days)
        was = "" if speed_before.median_days is None else f" (was {before})"
        parts.append((f"Lead to won: {took}{was}.", False))
    return Line("both", tuple(parts))


def _against_plan(kpi: Kpi, is_first: bool) -> list[tuple[str, bool]]:
    found = deviation(kpi)
    assert found is not None
    label = kpi.label if is_first else inner(kpi.label)
    figure = figures.quantity(kpi.value, kpi.unit)
    before = deviation_before(kpi)
    was = "" if before is None else f", was {before.phrase}"
    if found.judgement == PLAIN:
        gap = f", {found.figure}" if found.things is None else ""
        return [(f"{label} on plan", True), (f" ({figure}{gap}{was})", False)]
    of_plan = " of plan" if found.percent > 0 else " plan"
    return [(f"{label} {found.phrase}{of_plan}", True), (f" ({figure}{was})", False)]


def _team(team: str, promises: Sequence[PromiseScore]) -> Line:
    """Return a team's line: every broken promise, then those at risk, then how many were kept."""
    judged = [promise for promise in promises if promise.status in JUDGED]
    broken = [promise for promise in judged if promise.status == "broken"]
    at_risk = [promise for promise in judged if promise.status == "at_risk"]
    kept = f"{len(judged) - len(broken) - len(at_risk)} of {len(judged)} kept"
    if not judged:
        return Line(team, (("No promise has come due in this period yet.", False),))
    parts: list[tuple[str, bool]] = [
        (f"{kept}{'.' if not broken and not at_risk else '. '}", not broken and not at_risk)
    ]
    for word, group in (("Broken", broken), ("At risk", at_risk)):
        for place, promise in enumerate(group):
            parts.append((f"{word}: " if place == 0 else "; ", False))
            parts += _promise(promise)
        if group:
            parts.append((". ", False))
    return Line(team, tuple(parts))


def _promise(promise: PromiseScore) -> list[tuple[str, bool]]:
    actual, promised = promise_figures(promise)
    before = promise_before(promise)
    was = "" if before is None else f" (was {before})"
    return [(f"{inner(promise.label)}, {actual}", True), (f" instead of {promised}{was}", False)]


def promise_figures(promise: PromiseScore) -> tuple[str, str]:
    """Return what was done and what was promised, as printed everywhere."""
    if promise.unit == "rate":
        is_kept = promise.status != "broken"
        actual = figures.percent_beside(promise.actual, promise.promised, is_kept)
        return actual, figures.percent(promise.promised)
    return figures.count(promise.actual), figures.planned(promise.promised, "count")


def promise_before(promise: PromiseScore) -> str | None:
    """Return what it was in the period before, as printed everywhere."""
    if promise.actual_before is None:
        return None
    form = figures.percent if promise.unit == "rate" else figures.count
    return form(promise.actual_before)
