"""*Promises* and *Handoffs* of the example company, against what was counted by hand.

Times are Berlin's, working hours nine to five. The data ends with Sunday, 22 June 2025.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.dashboard.conftest import Open, Opened
from tests.dashboard.test_conversion import rows_of
from tests.dashboard.test_promises import all_rows, lines_of
from tests.example.published import Published, publish_example

Find = Callable[[str], str]


@pytest.fixture(scope="module")
def home() -> Path:
    return publish_example().root


@pytest.fixture(scope="module")
def journey_of() -> Find:
    """Return how to find a person's first journey by name."""
    published = Published(publish_example())
    return lambda name: published.value(
        "select journey_id from dim_journey inner join private.people using (person_id)"
        " where full_name = ? order by journey_number limit 1",
        (name,),
    )


def leads_of(opened: Opened) -> dict[str, str]:
    """Return the rows of leads by their short pseudonyms, in order; the others unfolded."""
    return {row.split()[0]: row for row in all_rows(opened, "sm-stacks sm-leads")}


def test_sales_has_fourteen_and_the_last_sundays_demo_request_is_due_first(
    home: Path, open_alone: Open, journey_of: Find
) -> None:
    """From Monday at nine: 4 hours to Olsen's call, 6 h 55 min to Lange's answer at 15:55.

    Maier and Winter are MQLs whom the CRM does not know, so that nobody has them.
    """
    opened = open_alone(home, "handoffs.py")
    assert opened.title == "14 leads are with Sales, none of them overdue, 2 with nobody"
    leads = leads_of(opened)
    assert len(leads) == 14
    olsen, lange = (journey_of(name)[:8] for name in ("Peter Olsen", "Heike Lange"))
    assert list(leads)[:2] == [olsen, lange]
    for words in (
        "MQL since 22 Jun 2025 it sales",
        "since 22 Jun 2025 in 4 working hours by 23 Jun 2025, 13:00",
        "Demo requests called within 4 working hours Call, then send the interface paper",
        "Take along: Interfaces and security",
        "demo requests 1 ≥ 1 Marketing MQL since 22 Jun 2025",
    ):  # fmt: skip
        assert words in leads[olsen]
    assert "in 6.9 working hours by 23 Jun 2025, 15:55 MQLs accepted or handed back" in leads[lange]
    for name in ("Julia Maier", "Eva Winter"):
        assert "Nobody not in the CRM yet Nothing promised is open" in leads[journey_of(name)[:8]]
    assert "1 change of hands" in leads[journey_of("Nadine Schuster")[:8]]
    assert "14 of 14 leads stand at a stage of which the plan says what to do" in opened.text


def test_in_may_each_team_broke_one_promise(home: Path, open_alone: Open) -> None:
    """Six MQLs, four in the CRM within the hour; of four demo requests one was called late."""
    opened = open_alone(home, "promises.py", period="month", of="May 2025")
    assert opened.title == "May 2025: Marketing kept 4 of 5 promises, Sales kept 3 of 4"
    lines = lines_of(opened)
    for line in (
        "MQLs in the CRM within the hour 6 4 2 0 0 0 67%",
        "MQLs that Sales had to disqualify 6 6 0 0 0 0 0%",
        "MQLs that match a persona 6 5 1 0 0 0 83%",
        "MQLs a month 6 6 — — — — 6",
        "Demo requests called within 4 working hours 4 3 1 0 0 0 75%",
        "MQLs accepted or handed back within 2 working days 6 6 0 0 0 0 100%",
        "Returns that give a reason 1 1 0 0 0 0 100%",
    ):
        assert sum(found.startswith(line) for found in lines) == 1, (line, lines)


def test_a_late_call_is_ever_missed_and_who_is_still_not_in_the_crm_is_overdue(
    home: Path, open_alone: Open, journey_of: Find
) -> None:
    """Schuster was called on Thursday for Wednesday 14:35; Maier should be there since 12 June."""
    hot = "Demo requests called within 4 working hours"
    late = open_alone(home, "promises.py", of="May 2025", promise=hot, cases_are="missed")
    (row,) = rows_of(late, "sm-stacks sm-journeys")
    assert row.startswith(f"{journey_of('Nadine Schuster')[:8]} ✕ Missed 21 May 2025, 10:35")
    assert "21 May 2025, 14:35 working hours 22 May 2025, 11:00 demo requests 1 ≥ 1" in row
    routing = "MQLs in the CRM within the hour"
    there = open_alone(
        home, "promises.py", of="June 2025", promise=routing, cases_are="still overdue"
    )
    (row,) = rows_of(there, "sm-stacks sm-journeys")
    assert row.startswith(f"{journey_of('Julia Maier')[:8]} ◷ Still overdue 12 Jun 2025, 11:03")
    assert "12 Jun 2025, 12:03 elapsed time —" in row


def test_a_won_leads_story_is_told_in_order(home: Path, open_alone: Open, journey_of: Find) -> None:
    """Nygaard asked on Monday, was called an hour and a half later, accepted next day, won."""
    opened = open_alone(home, "handoffs.py", journey=journey_of("Lars Nygaard"))
    rows = all_rows(opened, "sm-stacks sm-story")
    said = [
        "20 Jan 2025, 10:04 A demo request", "20 Jan 2025, 10:04 MQL demo requests 1 ≥ 1 Marketing",
        "20 Jan 2025, 11:04 ✓ Kept MQLs in the CRM within the hour Marketing",
        "20 Jan 2025, 11:45 A call to them",
        "20 Jan 2025, 14:20 ✓ Kept Demo requests called within 4 working hours Sales",
        "21 Jan 2025, 09:30 SAL the CRM's status Accepted Sales",
        "22 Jan 2025, 10:20 ✓ Kept MQLs accepted or handed back within 2 working days Sales",
        "4 Apr 2025, 11:30 A won deal Sales", "4 Apr 2025, 11:30 Won",
        "4 Apr 2025, 11:30 Left: won",
    ]  # fmt: skip
    told = iter(rows)
    for words in said:
        assert any(row.startswith(words) for row in told), (words, rows)
    assert rows[-1] == said[-1]
