"""*Conversion and speed* without times, without cohorts, and the rules of its verdict."""

from datetime import date
from pathlib import Path

import pytest

from dashboard import conversion_verdict
from dashboard.conversion_rows import Definition, FunnelStep, Trend
from tests.dashboard import company
from tests.dashboard.conftest import Open
from tests.dashboard.test_conversion import PAGE, rows_of

UNDATED = [
    "update stage_steps set elapsed_seconds = null",
    "delete from stage_durations",
    "update stage_speeds set untimed = timed + untimed, timed = 0, half_days = null,"
    " last_seen_days = null, moved_share = null, left_share = null",
    "update fct_funnel set time_basis = 'delivered'",
]


def test_undated_sources_have_no_speed_and_the_page_says_so(
    tmp_path: Path, open_page: Open
) -> None:
    company.publish(tmp_path, changes=UNDATED)
    opened = open_page(tmp_path, PAGE)
    assert not opened.test.exception
    assert "No time is known for this step." in opened.text
    assert not [piece for piece in opened.pieces if "sm-times" in piece]
    assert all("— no time known" in row for row in rows_of(opened, "sm-stacks sm-steps"))
    assert all("no time known" in row for row in rows_of(opened, "sm-stacks sm-journeys"))
    assert "have no known duration" in opened.text


def test_without_any_step_nothing_is_claimed(tmp_path: Path, open_page: Open) -> None:
    tables = ("stage_steps", "stage_conversions", "stage_speeds", "stage_durations", "win_rates")
    company.publish(tmp_path, changes=[f"delete from {table}" for table in tables])
    opened = open_page(tmp_path, PAGE)
    assert opened.title == "No step has been taken yet"
    assert "holds no journey that entered a stage" in opened.alerts[0]


def test_cohorts_that_are_all_too_young_are_not_judged(tmp_path: Path, open_page: Open) -> None:
    young = (
        "update stage_conversions set is_mature = false, closed_entered = 0, closed_moved_on = 0,"
        " closed_cohort_rate = null"
    )
    company.publish(tmp_path, changes=[young])
    opened = open_page(tmp_path, PAGE)
    assert opened.title == "No cohort is old enough to be judged yet"
    for row in rows_of(opened, "sm-stacks sm-steps"):
        assert "— too young to judge" in row
        assert "no cohort judged yet" in row


def test_a_clear_fall_is_the_title_and_stands_in_the_table(tmp_path: Path, open_page: Open) -> None:
    """Of 60 MQLs of Aug to Oct 18 move on in time, 30%; of 60 of the months before 36, 60%."""
    changes = [
        "update stage_conversions set is_mature = cohort_start < date '2025-11-01',"
        " entered = 20, closed_entered = 20,"
        " closed_moved_on = case when cohort_start >= date '2025-08-01' then 6 else 12 end"
        " where from_stage_id = 'mql' and dimension = 'all'",
        "update stage_conversions set cohort_start = date '2025-05-01'"
        " where from_stage_id = 'mql' and dimension = 'all' and cohort_start = date '2025-11-01'",
        "update stage_conversions set is_mature = true, closed_moved_on = 12"
        " where from_stage_id = 'mql' and cohort_start = date '2025-05-01'",
    ]
    company.publish(tmp_path, changes=changes)
    opened = open_page(tmp_path, PAGE)
    assert opened.title == "MQL to SAL: 30% move on in time, 30 points fewer than before"
    row = rows_of(opened, "sm-stacks sm-steps")[1]
    assert "Aug–Oct 2025: 30% of 60; before 60% of 60, −30 points" in row


def _step(**values: object) -> FunnelStep:
    given = dict.fromkeys(FunnelStep.__dataclass_fields__)
    names = {"from_stage_id": "lead", "to_stage_id": "mql", "from_label": "Lead", "to_label": "MQL"}
    return FunnelStep(**{**given, **names, "entered": 1, **values})  # type: ignore[arg-type]


def _trend(now: tuple[int, int], before: tuple[int, int], **values: str) -> Trend:
    versions = {"version": "2025-01-01", "version_before": "2025-01-01", **values}
    return Trend(
        "lead", "mql", date(2025, 4, 1), date(2025, 6, 1), now[1], now[0], versions["version"],
        date(2025, 1, 1), date(2025, 3, 1), before[1], before[0], versions["version_before"],
    )  # fmt: skip


def _said(trend: Trend, definitions: tuple[Definition, ...] = ()) -> tuple[str, str]:
    (change,) = conversion_verdict.changes([_step()], [trend], definitions)
    return conversion_verdict.title([_step()], [change]), conversion_verdict.trend_words(change)


@pytest.mark.parametrize(
    ("now", "before", "title", "words"),
    [
        # 30 of 100 against 50 of 100: 20 points, and chance would do 13
        ((30, 100), (50, 100), "Lead to MQL: 30% move on in time, 20 points fewer than before",
         "Apr–Jun 2025: 30% of 100; before 50% of 100, −20 points"),
        ((50, 100), (30, 100),
         "Lead to MQL: 50% move on in time, 20 points more than before, and no step fell",
         "Apr–Jun 2025: 50% of 100; before 30% of 100, +20 points"),
        # 40 of 100 against 50 of 100: 10 points, and chance alone would do 14
        ((40, 100), (50, 100), "Every step moves on about as it did before",
         "Apr–Jun 2025: 40% of 100; before 50% of 100, −10 points"),
        # 4 points are more than chance among ten thousand, and still no news
        ((4600, 10000), (5000, 10000), "Every step moves on about as it did before",
         "Apr–Jun 2025: 46% of 10,000; before 50% of 10,000, −4 points"),
        # 19 of 19 against none of 19: too few to say
        ((0, 19), (19, 19), "Too few judged cohorts to say whether anything changed",
         "Apr–Jun 2025: 0% of 19; before 100% of 19, −100 points"),
        ((5, 10), (0, 0), "Too few judged cohorts to say whether anything changed",
         "Apr–Jun 2025: 50% of 10"),
        ((50, 100), (50, 100), "Every step moves on about as it did before",
         "Apr–Jun 2025: 50% of 100; before 50% of 100, no change"),
        ((49, 100), (50, 100), "Every step moves on about as it did before",
         "Apr–Jun 2025: 49% of 100; before 50% of 100, −1 point"),
    ],
)  # fmt: skip
def test_a_change_counts_when_it_is_large_and_more_than_chance(
    now: tuple[int, int], before: tuple[int, int], title: str, words: str
) -> None:
    assert _said(_trend(now, before)) == (title, words)


@pytest.mark.parametrize(
    ("stage", "version", "definition", "is_compared"),
    [
        ("mql", "2025-03-01", "Another one.", False),
        ("lead", "2025-03-01", "Another one.", False),
        ("mql", "2025-03-01", "The same.", True),
        ("won", "2025-03-01", "Another one.", True),
        ("mql", "2025-07-01", "Another one.", True),
        ("mql", "2025-01-01", "Another one.", True),
    ],
)
def test_nothing_is_compared_across_a_changed_condition_of_either_stage(
    stage: str, version: str, definition: str, is_compared: bool
) -> None:
    """From the version of the months before, without it, to that of the newest, with it."""
    changed = Definition(version, date.fromisoformat(version), stage, "X", "The same.", definition)
    trend = _trend((30, 100), (50, 100), version="2025-03-01")
    title, words = _said(trend, (changed,))
    assert ("20 points fewer" in title) == is_compared
    assert ("by another definition" in words) == (not is_compared)


def test_months_are_named_by_their_first_days() -> None:
    span = conversion_verdict.month_span
    assert span(date(2025, 3, 1), date(2025, 3, 1)) == "Mar 2025"
    assert span(date(2025, 3, 1), date(2025, 5, 1)) == "Mar–May 2025"
    assert span(date(2025, 11, 1), date(2026, 1, 1)) == "Nov 2025–Jan 2026"
