"""How far a KPI is from its plan to date, and whether that is good, bad or neither.

Round first, judge second: a judgement reads the figure that is printed. Within 5 % of plan is on
plan and stays grey. Of a plan of few, one thing is more than 5 %: there the distance is told in
things, and less than one is on plan.
"""

from dataclasses import dataclass
from decimal import Decimal

from dashboard.rows import Kpi
from expectations import figures

GREY_BAND = 5
FEW = 20
GOOD, BAD, PLAIN = "good", "bad", "plain"


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


def deviation(kpi: Kpi) -> Deviation | None:
    """Judge a KPI by its printed deviation from plan; None where either is unknown."""
    return _judged(kpi, kpi.plan_gap, kpi.plan_ratio)


def deviation_before(kpi: Kpi) -> Deviation | None:
    """Judge the same KPI one period earlier, when that was over."""
    return _judged(kpi, kpi.plan_gap_before, kpi.plan_ratio_before)


def _judged(kpi: Kpi, gap: float | None, ratio: float | None) -> Deviation | None:
    if gap is None or ratio is None:
        return None
    percent = int(figures.rounded((ratio - 1) * 100))
    things = figures.rounded(gap, 1) if _is_few(kpi) else None
    is_plain = abs(percent) <= GREY_BAND if things is None else abs(things) < 1
    judgement = PLAIN if is_plain else GOOD if percent > 0 else BAD
    return Deviation(percent, judgement, things)


def _is_few(kpi: Kpi) -> bool:
    """Say whether either plan is one of few, so that a card tells both periods alike."""
    plans = [pace for pace in (kpi.pace, kpi.pace_before) if pace is not None]
    return kpi.unit == "count" and any(figures.rounded(pace, 1) < FEW for pace in plans)
