"""How far a figure is from its plan to date, and the verdict on several: pages and terminal alike.

Round first, judge second: a judgement reads the figure that is printed. Within 5 % of plan is on
plan and stays grey. Of a plan of few, one thing is more than 5 %: there the distance is told in
things, and less than one is on plan.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol, TypeVar

from expectations import figures

GREY_BAND = 5
FEW = 20
GOOD, BAD, PLAIN = "good", "bad", "plain"


class Figure(Protocol):
    """A KPI in one period, as far as a sentence needs it; None is unknown."""

    @property
    def label(self) -> str:
        """What it is called."""

    @property
    def unit(self) -> str:
        """`count`, else a currency code."""

    @property
    def value(self) -> float | None:
        """What was counted."""


@dataclass(frozen=True)
class Deviation:
    """How far a KPI is from its plan to date, as printed: in percent, or in things where few."""

    percent: int
    judgement: str
    things: Decimal | None = None

    @property
    def figure(self) -> str:
        """Return it with its sign: +8%, or +2.5 of a plan of few."""
        if self.things is not None:
            return figures.signed(self.things)
        return figures.signed_percent(self.percent)

    @property
    def phrase(self) -> str:
        """Return the words a headline uses."""
        if self.judgement == PLAIN:
            return "on plan"
        return f"{self.figure.lstrip('+−')} {'ahead' if self.percent > 0 else 'behind'}"


Judge = Callable[["Some"], Deviation | None]
Some = TypeVar("Some", bound=Figure)


def judged(gap: float | None, ratio: float | None, few: bool) -> Deviation | None:
    """Judge a figure by its printed distance from plan; None where either is unknown."""
    if gap is None or ratio is None:
        return None
    percent = int(figures.rounded((ratio - 1) * 100))
    things = figures.rounded(gap, 1) if few else None
    is_plain = abs(percent) <= GREY_BAND if things is None else abs(things) < 1
    judgement = PLAIN if is_plain else GOOD if percent > 0 else BAD
    return Deviation(percent, judgement, things)


def is_few(unit: str, plans: Iterable[float | None]) -> bool:
    """Say whether one of the plans that stand side by side is one of few: all are told alike."""
    return unit == "count" and any(
        figures.rounded(plan, 1) < FEW for plan in plans if plan is not None
    )


def inner(label: str) -> str:
    """Return a label as it reads inside a sentence: revenue, but MQLs."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def money_first(kpis: Iterable[Some]) -> list[Some]:
    """Return revenue before what is counted."""
    return sorted(kpis, key=lambda kpi: kpi.unit == "count")


def worst(kpis: Sequence[Some], judge: "Judge[Some]") -> Some | None:
    """Return the KPI furthest behind; at a tie the one nearest to revenue."""
    behind = [
        (found.percent, -place, kpi)
        for place, kpi in enumerate(kpis)
        if (found := judge(kpi)) and found.judgement == BAD
    ]
    return min(behind, key=lambda entry: entry[:2])[2] if behind else None


def best(kpis: Sequence[Some], judge: "Judge[Some]") -> Some | None:
    """Return the KPI furthest ahead."""
    ahead = [
        (found.percent, place, kpi)
        for place, kpi in enumerate(kpis)
        if (found := judge(kpi)) and found.judgement == GOOD
    ]
    return max(ahead, key=lambda entry: entry[:2])[2] if ahead else None


def verdict(period: str, kpis: Sequence[Some], judge: "Judge[Some]") -> str:
    """Return the verdict on a period: revenue first, then what is furthest behind its plan."""
    if all(kpi.value is None for kpi in kpis):
        return f"{period}: nothing counted yet"
    planned = [kpi for kpi in money_first(kpis) if judge(kpi)]
    if not planned:
        lead = money_first([kpi for kpi in kpis if kpi.value is not None])[0]
        figure = figures.quantity(lead.value, lead.unit)
        return f"{period}: {inner(lead.label)} {figure}, no plan to compare with"

    def headline(kpi: Some) -> str:
        found = judge(kpi)
        return f"{inner(kpi.label)} {found.phrase if found else ''}".strip()

    lead, hindmost = planned[0], worst(planned, judge)
    opening = f"{period}: {headline(lead)}"
    if hindmost is None:
        return f"{opening}, nothing behind" if len(planned) > 1 else opening
    if hindmost is lead:
        others = [kpi for kpi in planned if kpi is not lead]
        second = worst(others, judge)
        if second is not None:
            return f"{opening}, {headline(second)}"
        return f"{opening}, nothing else behind" if others else opening
    return f"{opening}, {headline(hindmost)}"
