"""Who moves under a draft, held against a plain recount of the example by the draft's own marks."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from expectations.backtest import Report, words
from tests.backtest.drafts import asking, signed, tried
from tests.example import recount
from tests.example.published import Published, publish_example

Moment = datetime | None


def _contacts() -> dict[str, str]:
    """Return the person of each HubSpot contact."""
    found = Published(publish_example()).rows(
        "select identifier, person_id from private.person_identifiers where vendor = 'hubspot'"
    )
    return dict(found)


def _first_moves(report: Report) -> dict[str, tuple[Moment, Moment]]:
    """Return who enters MQL otherwise: when before, and when under the draft."""
    return {
        str(item.person_id): (item.before_at, item.after_at)
        for item in report.movers
        if item.stage_id == "mql"
    }


@pytest.mark.parametrize("engagement", [40, 45, 70, 200])
def test_those_who_move_are_those_of_a_plain_recount(engagement: int) -> None:
    """Under a lower mark also when: the recount knows of no journey's end, after which a higher
    mark begins anew.
    """
    people = _contacts()
    before, after = recount.first_entries(), recount.first_entries(engagement)
    excluded = _excluded()
    moved: dict[str, tuple[Moment, Moment]] = {}
    for contact, (_, then) in before.items():
        now = after[contact][1]
        if now != then and people[contact] not in excluded:
            moved.setdefault(people[contact], (then, now))
    found = _first_moves(tried(asking(engagement)))
    assert moved, "a mark that moves nobody says nothing"
    assert set(moved) <= set(found)
    if engagement < 50:
        assert {person: found[person] for person in moved} == moved


def _excluded() -> set[str]:
    """Return who counts in no number, and so moves without being counted."""
    found = Published(publish_example()).rows(
        "select distinct person_id from fct_funnel"
        " where excluded_by is not null and person_id is not null"
    )
    return {person for (person,) in found}


def test_the_signed_version_against_itself_moves_nobody() -> None:
    report = tried(signed())
    assert report.movers == ()
    assert not report.moves
    assert report.changes == ()
    assert report.kpis, "and there are figures that could have moved"
    assert all(item.before == item.after for item in report.kpis)
    assert all(
        (step.entered_before, step.moved_before, step.days_before)
        == (step.entered_after, step.moved_after, step.days_after)
        for step in report.steps
    )
    assert all(item.before == item.after for item in report.load)


def test_before_is_what_is_published_to_the_last_figure() -> None:
    published = Published(publish_example()).rows(
        "select kpi_id, period_start, value from kpi_values where period_kind = 'month'"
        " and persona_id = 'all' and channel = 'all' order by all"
    )
    report = tried(asking(engagement=20))
    assert sorted((i.kpi_id, i.month, i.before) for i in report.kpis) == published


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(5, 120), st.integers(0, 50))
def test_a_lower_mark_moves_mqls_earlier_or_into_being_a_higher_one_later_or_away(
    engagement: int, fit: int
) -> None:
    report = tried(asking(engagement, fit))
    mqls = [item for item in report.movers if item.stage_id == "mql"]
    if engagement <= 50 and fit <= 40:
        assert {item.moved for item in mqls} <= {"in", "earlier"}
    if engagement >= 50 and fit >= 40:
        assert {item.moved for item in mqls} <= {"out", "later"}
    stage = next(item for item in report.stages if item.stage_id == "mql")
    assert stage.after - stage.before == stage.moved_in - stage.moved_out
    assert len(mqls) == stage.moved_in + stage.moved_out + stage.earlier + stage.later


@pytest.mark.parametrize("engagement", [30, 50, 70])
def test_a_day_counts_what_entered_from_then_on_under_each_side(engagement: int) -> None:
    """The points of what was done before the day still count, so nobody moves for the day alone:
    who moved over it is told, and the two sides differ by those who move.
    """
    whole = tried(asking(engagement))
    days = sorted({item.before_at.date() for item in whole.movers if item.before_at})
    day = days[len(days) // 2] if days else date(2025, 3, 10)
    report = tried(asking(engagement), day)
    midnight = datetime.combine(day, time(), ZoneInfo("Europe/Berlin")).astimezone(UTC)
    since = midnight.replace(tzinfo=None)
    assert (report.since, report.since_on, report.judged_from) == (since, day, None)

    published = Published(publish_example()).rows(
        "select stage_id, count(*) from fct_funnel where stage_order > 1"
        " and entry_kind <> 'inferred' and excluded_by is null"
        f" and entered_at >= timestamp '{since}' group by stage_id"
    )
    assert {i.stage_id: i.before for i in report.stages if i.before} == dict(published)
    assert set(report.movers) == {
        item
        for item in whole.movers
        if max(at for at in (item.before_at, item.after_at) if at) >= since
    }
    for stage in report.stages:
        gained = stage.moved_in - stage.moved_out - stage.gone + stage.come
        assert stage.after - stage.before == gained, stage
        assert stage.gone <= stage.earlier
        assert stage.come <= stage.later
    (told,) = [line for line in words.said(report) if "the draft judges" in line]
    assert told.startswith("the draft judges from the beginning, as what it replaces did; what")


def test_the_day_a_version_began_needs_no_word_of_what_came_before() -> None:
    report = tried(asking(40))
    assert not [line for line in words.said(report) if "the draft judges" in line]
    assert words.period(report) == "over all that is known"
