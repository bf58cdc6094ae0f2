"""How far a KPI of a page is from its plan to date, judged as everywhere."""

from dashboard.rows import Kpi
from expectations.plans import Deviation, is_few, judged


def deviation(kpi: Kpi) -> Deviation | None:
    """Judge a KPI by its printed deviation from plan; None where either is unknown."""
    return judged(kpi.plan_gap, kpi.plan_ratio, _is_few(kpi))


def deviation_before(kpi: Kpi) -> Deviation | None:
    """Judge the same KPI one period earlier, when that was over."""
    return judged(kpi.plan_gap_before, kpi.plan_ratio_before, _is_few(kpi))


def _is_few(kpi: Kpi) -> bool:
    return is_few(kpi.unit, (kpi.pace, kpi.pace_before))
