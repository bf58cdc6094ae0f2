"""The rules of the sentences: round first, judge second, both teams alike."""

from dataclasses import replace
from datetime import date

import pytest

from dashboard import judgement, verdict
from dashboard.periods import Period
from dashboard.rows import Kpi, LeadToWon, PromiseScore

NOVEMBER = Period.holding("month", date(2025, 11, 23))
NO_DEAL = LeadToWon(0, None)


def kpi(label: str, value: float | None, pace: float | None, unit: str = "count") -> Kpi:
    ratio = None if value is None or not pace else value / pace
    gap = None if value is None or pace is None else value - pace
    return Kpi(label, label, "both", unit, value, pace, pace, gap, ratio, ratio, 1.0, 0)


def with_before(now: Kpi, value: float, pace: float) -> Kpi:
    return replace(
        now, pace_before=pace, plan_gap_before=value - pace, plan_ratio_before=value / pace
    )


def promise(team: str, status: str, label: str = "Reply in a day") -> PromiseScore:
    return PromiseScore(
        label, label, team, None, 0.81, 0.9, "rate", "at_least", status, 81, 100, 0, 0, 0.92
    )


@pytest.mark.parametrize(
    ("value", "judged", "percent"),
    [
        (1000, "plain", 0),
        (946, "plain", -5),  # −5.4 % prints as −5 %, which is inside the band
        (944, "bad", -6),
        (1054, "plain", 5),
        (1056, "good", 6),
    ],
)
def test_the_printed_figure_is_judged(value: float, judged: str, percent: int):
    found = judgement.deviation(kpi("MQLs", value, 1000))
    assert found is not None
    assert (found.judgement, found.percent) == (judged, percent)


@pytest.mark.parametrize(
    ("value", "pace", "phrase"),
    [
        (1, 1.9, "on plan"),
        (1, 1.94, "on plan"),  # −0.94 prints as 0.9
        (1, 1.96, "1 behind"),  # −0.96 prints as 1.0
        (4, 1.47, "2.5 ahead"),
        (0, 3, "3 behind"),
        (21, 19, "2 ahead"),
        (22, 20, "10% ahead"),
    ],
)
def test_of_a_plan_of_few_the_distance_is_told_in_things(value: float, pace: float, phrase: str):
    found = judgement.deviation(kpi("Closed deals", value, pace))
    assert found is not None
    assert found.phrase == phrase


def test_a_card_tells_both_periods_alike():
    traffic = with_before(kpi("Website traffic", 36, 14.7), 28, 20)
    (now, before) = judgement.deviation(traffic), judgement.deviation_before(traffic)
    assert now is not None
    assert before is not None
    assert (now.figure, before.phrase) == ("+21", "8 ahead")
    # a sum of daily plans may fall a hair short of twenty
    found = judgement.deviation(kpi("Website traffic", 28, 19.999999))
    assert found is not None
    assert found.phrase == "40% ahead"


def test_money_is_always_told_in_percent():
    found = judgement.deviation(kpi("Revenue", 1, 1.9, "EUR"))
    assert found is not None
    assert found.phrase == "47% behind"


@pytest.mark.parametrize(
    ("kpis", "title"),
    [
        (
            [kpi("SQLs", 84, 100), kpi("Revenue", 102, 100, "EUR")],
            "November: revenue on plan, SQLs 16% behind",
        ),
        (
            [kpi("SQLs", 100, 100), kpi("Revenue", 120, 100, "EUR")],
            "November: revenue 20% ahead, nothing behind",
        ),
        (
            [kpi("SQLs", 100, 100), kpi("Revenue", 80, 100, "EUR")],
            "November: revenue 20% behind, nothing else behind",
        ),
        (
            [kpi("SQLs", 70, 100), kpi("Revenue", 60, 100, "EUR")],
            "November: revenue 40% behind, SQLs 30% behind",
        ),
        (
            [kpi("SQLs", 7, None), kpi("Revenue", 299_000, None, "EUR")],
            "November: revenue €299k, no plan to compare with",
        ),
        ([kpi("SQLs", 7, 0)], "November: SQLs 7, no plan to compare with"),
        ([kpi("SQLs", None, 100)], "November: nothing counted yet"),
        ([], "November: nothing counted yet"),
    ],
)
def test_the_title_is_the_verdict(kpis: list[Kpi], title: str):
    assert verdict.title(NOVEMBER, kpis) == title


def test_both_teams_have_a_line_with_every_broken_promise():
    promises = [
        promise("sales", "broken", "Reply in a day"),
        promise("sales", "broken", "Accept in two"),
        promise("sales", "at_risk", "Five tries"),
        promise("marketing", "kept", "Fit the profile"),
    ]
    lines = verdict.changes([kpi("SQLs", 84, 100)], promises, NO_DEAL, NO_DEAL)
    assert [line.team for line in lines] == ["both", "marketing", "sales"]
    assert lines[1].text == "1 of 1 kept."
    assert lines[2].text == (
        "0 of 3 kept. Broken: reply in a day, 81% instead of 90% (was 92%); "
        "accept in two, 81% instead of 90% (was 92%). "
        "At risk: five tries, 81% instead of 90% (was 92%). "
    )


def test_nothing_due_and_nothing_counted_claim_nothing():
    nothing_due = [promise("sales", "none")]
    lines = verdict.changes([kpi("SQLs", None, None)], nothing_due, NO_DEAL, NO_DEAL)
    assert lines[0].text == "No KPI has been counted in this period yet. "
    assert lines[1].text == "No promise has come due in this period yet."


def test_what_changed_names_each_figure_and_what_it_was():
    kpis = [
        with_before(kpi("SQLs", 84, 100), 96, 100),
        with_before(kpi("Revenue", 102_000, 100_000, "EUR"), 65_000, 100_000),
        kpi("Leads", 130, 100),
    ]
    (line,) = verdict.changes(kpis, [], LeadToWon(3, 44.4), LeadToWon(2, 48))
    assert line.text == (
        "Revenue on plan (€102k, +2%, was 35% behind); SQLs 16% behind plan (84, was on plan); "
        "leads 30% ahead of plan (130). Lead to won: 44 days (was 48 days)."
    )
