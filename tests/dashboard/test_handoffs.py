"""*Handoffs*: every lead of Sales by what is due next, whoever has it, and one lead's story."""

import csv
import io
from pathlib import Path

import pytest

from dashboard import handoffs_queries as asked_of
from dashboard import handoffs_tables
from dashboard.handoffs_queries import Choice
from dashboard.handoffs_words import time_left
from dashboard.published import Published
from tests.dashboard import company
from tests.dashboard.conftest import Open
from tests.dashboard.test_conversion import file_of, rows_of
from tests.dashboard.test_pages import asked

PAGE = "handoffs.py"


def test_the_title_and_the_owners_count_every_lead(good_home: Path, open_alone: Open) -> None:
    """160 by plain SQL; 44 are nobody's, 6 lie in queues, 29 are SQLs, where the plan is mute."""
    opened = open_alone(good_home, PAGE)
    assert opened.title == "160 leads are with Sales, 28 overdue, 44 with nobody"
    holders = asked_of.holders(Published(file_of(good_home)))
    assert sum(one.leads for one in holders) == 160
    assert sum(one.overdue for one in holders) == 28
    rows = rows_of(opened, "sm-stacks sm-holders")
    assert [row.split()[1] for row in rows if row.startswith("Nobody")] == ["44"]
    assert sum(row.startswith("queue") for row in rows) == sum(
        one.owner_kind == "queue" for one in holders
    )
    assert "131 of 160 leads stand at a stage of which the plan says what to do" in opened.text
    assert "82% of them" in opened.text


def test_what_is_due_first_stands_first_and_what_asks_for_nothing_last(good_home: Path) -> None:
    leads = asked_of.leads(Published(file_of(good_home)), Choice(), 1000)
    expected = asked(
        file_of(good_home),
        "select journey_id from open_handoffs order by due_at is null, due_at, since, journey_id",
    )
    assert [(lead.journey_id,) for lead in leads] == expected
    assert {lead.found_count for lead in leads} == {160}
    assert leads[0].is_overdue
    assert leads[-1].due_at is None


@pytest.mark.parametrize(
    ("query", "condition"),
    [
        ({"what": "overdue"}, "is_overdue"),
        ({"what": "due later"}, "due_at is not null and not is_overdue"),
        ({"what": "nothing due"}, "due_at is null"),
        ({"what": "with no rep"}, "owner_kind <> 'rep'"),
        ({"what": "without a plan"}, "say is null"),
        ({"rep": "Nobody"}, "owner_id is null"),
        ({"persona": "owner it"}, "persona_id = 'owner_it'"),
        ({"stage": "SAL", "what": "overdue"}, "stage_id = 'sal' and is_overdue"),
        ({"stage": "Visit"}, "true"),
    ],
    ids=str,
)
def test_the_address_chooses_whose_leads(
    good_home: Path, open_alone: Open, query: dict[str, str], condition: str
) -> None:
    ((number,),) = asked(
        file_of(good_home), f"select count(*) from open_handoffs where {condition}"
    )
    assert number
    opened = open_alone(good_home, PAGE, **query)
    assert f"{number} lead" in opened.text
    first = next(html for html in opened.pieces if "sm-leads" in html)
    assert first.count("<tr>") - 1 == min(number, handoffs_tables.SHOWN)


def test_a_row_says_who_when_what_and_why(tmp_path: Path, open_alone: Open) -> None:
    only = (
        "delete from open_handoffs where journey_id <> (select min(journey_id) from open_handoffs)"
    )
    said = """update open_handoffs set
        owner_kind = 'rep', owner_id = 'abcdef99', owner_team = 'sales', reassigned_count = 2,
        due_at = timestamp '2025-11-24 11:30:00', seconds_left = 9000, clock = 'business',
        promise_label = 'First contact', is_overdue = false,
        say = 'Who plans?', next_step = 'Call', asset = 'The guide', sent_channel = 'email',
        stage_id = 'sal', since = timestamp '2025-11-20 09:00:00', sent_kind = 'observed',
        owner_since = timestamp '2025-11-21 09:00:00', sent_at = timestamp '2025-11-19 09:00:00'"""
    company.publish(tmp_path, changes=[only, said])
    opened = open_alone(tmp_path, PAGE)
    assert opened.title == "1 lead is with Sales, none of them overdue"
    (row,) = rows_of(opened, "sm-stacks sm-leads")
    for words in (
        "SAL since 20 Nov 2025", "sales abcdef since 21 Nov 2025 2 changes of hands",
        "in 2.5 working hours by 24 Nov 2025, 12:30 First contact",
        "Call “Who plans?” Take along: The guide",
        "engagement 60 ≥ 50 Marketing MQL since 19 Nov 2025, after email",
    ):  # fmt: skip
        assert words in row, row


def test_a_lead_opens_its_whole_story(good_home: Path, open_alone: Open) -> None:
    """What they did, what let them in, what was promised and what we did stand in order."""
    ((journey,), *_) = asked(
        file_of(good_home),
        """select journey_id from open_handoffs inner join dim_journey using (journey_id)
        where owner_kind = 'rep' and exited_at is null and journey_id in (
            select journey_id from promise_obligations where is_late_now)
        order by journey_id""",
    )
    opened = open_alone(good_home, PAGE, journey=journey)
    rows = rows_of(opened, "sm-stacks sm-story")
    told = asked_of.story(Published(file_of(good_home)), journey)
    times = [one.happened_at for one in told if one.happened_at]
    assert times == sorted(times)
    assert len(rows) == len(told) > 5
    for words in ("A call to them", "Lead", "MQL", "Due, and not met yet", "A demo request"):
        assert any(words in row for row in rows), (words, rows)


@pytest.mark.parametrize("journey", ["nobody", "' or 1=1 --", "<script>alert(1)</script>"])
def test_an_unknown_lead_has_no_story(good_home: Path, open_alone: Open, journey: str) -> None:
    opened = open_alone(good_home, PAGE, journey=journey)
    assert not opened.test.exception
    assert "No journey of that id is in this version" in opened.text
    assert not [piece for piece in opened.pieces if "sm-story" in piece or "<script" in piece]


def test_the_download_holds_every_lead_and_why_it_was_sent(good_home: Path) -> None:
    leads = asked_of.leads(Published(file_of(good_home)), Choice(), 1000)
    taken = list(csv.DictReader(io.StringIO(handoffs_tables.as_csv(leads))))
    assert [row["journey_id"] for row in taken] == [lead.journey_id for lead in leads]
    assert {row["because"] for row in taken} == {"engagement 60 ≥ 50"}


def test_without_leads_nothing_is_claimed(tmp_path: Path, open_alone: Open) -> None:
    company.publish(tmp_path, changes=["delete from open_handoffs"])
    opened = open_alone(tmp_path, PAGE)
    assert not opened.test.exception
    assert opened.title == "No lead is with Sales right now"
    assert "hands it to Sales" in opened.alerts[0]


@pytest.mark.parametrize(
    ("seconds", "clock", "words"),
    [
        (9000, "business", "2.5 working hours"),
        (-3600, "business", "1 working hour"),
        (3000, "business", "50 working minutes"),
        (60, "business", "1 working minute"),
        (0, "business", "0 working minutes"),
        (-5616000, "business", "1,560 working hours"),
        (7200, "elapsed", "2 hours"),
        (-259200, "elapsed", "3 days"),
        (None, None, "—"),
    ],
)
def test_time_is_told_on_the_clock_that_was_promised(
    seconds: int | None, clock: str | None, words: str
) -> None:
    assert time_left(seconds, clock) == words
