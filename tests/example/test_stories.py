"""Every story that the example company's README tells, as the published file tells it.

Days and times are those of Berlin, as in the README. An entry that no clause of its own made is
written in brackets.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.example.published import Published

# per journey, in order: how it ended and why, and the furthest stage; None: it is open
STANDS: dict[str, list[tuple[str | None, str | None, str]]] = {
    # read anonymously first, became known, reached MQL by engagement, won
    "Anna Krüger": [("won", None, "won"), (None, None, "visit")],
    "Daniel Foster": [("won", None, "won")],
    "Petra Vogel": [("won", None, "won")],
    "Johan de Vries": [("won", None, "won")],
    # asked for a demo on the first visit, every promise kept, won
    "Lars Nygaard": [("won", None, "won"), (None, None, "visit")],
    # an existing customer's expansion
    "Ines Albrecht": [("won", None, "won")],
    # lost: competitor, price, no decision
    "Sabine Roth": [("lost", "competitor", "opportunity")],
    "Michael Baumann": [("lost", "price", "opportunity"), (None, None, "visit")],
    "Ulrike Sommer": [("lost", "no_decision", "opportunity")],
    # deals still open
    "Frank Weidner": [(None, None, "opportunity")],
    "Emily Carter": [(None, None, "opportunity")],
    "Nadine Schuster": [(None, None, "opportunity")],
    # qualified, no deal yet
    "Martina Scholz": [(None, None, "sql")],
    "Katja Lorenz": [(None, None, "sql")],
    "Stefan Huber": [(None, None, "sql")],
    # handed back: for timing, and back by himself in May; for budget; without a reason
    "Andreas Wolf": [("recycled", "timing", "sal"), (None, None, "sql")],
    "Bernd Kaiser": [("recycled", "budget", "sal")],
    "Christine Beck": [("recycled", None, "sal")],
    # disqualified: with and without a reason
    "Leon Schmitz": [("disqualified", "not_a_buyer", "mql")],
    "Sophie Brunner": [("disqualified", None, "mql")],
    # met, but no budget known
    "Birgit Neumann": [(None, None, "sal")],
    "Maria Steiner": [(None, None, "sal")],
    # accepted; called, no answer yet; asked on the last Sunday; not in the CRM yet
    "Oliver Franke": [(None, None, "sal")],
    "Heike Lange": [(None, None, "mql")],
    "Peter Olsen": [(None, None, "mql")],
    "Julia Maier": [(None, None, "mql")],
    # a colleague on somebody else's deal, who came back
    "Thomas Keller": [("joined_deal", None, "lead"), (None, None, "visit")],
    # one browser, two people
    "Ralf Hartmann": [(None, None, "lead")],
    "Simone Hartmann": [(None, None, "lead")],
    # late and undated
    "Gerd Pohl": [(None, None, "lead")],
    "Eva Winter": [(None, None, "mql")],
    # excluded, never dropped
    "Nils Fjord": [(None, None, "mql")],
    "Test Test": [(None, None, "mql")],
    # nothing to join by
    "Jansen": [(None, None, "lead")],
    "Zentrale Weserbau": [(None, None, "lead")],
    # leads, and no more so far
    "Claudia Stein": [(None, None, "lead")],
    "Hendrik Maas": [(None, None, "lead")],
    "Jutta Reinhardt": [(None, None, "lead")],
    "Maximilian Gruber": [(None, None, "lead")],
    "Ole Friedrichs": [(None, None, "lead")],
    "Ruth Engel": [(None, None, "lead")],
    "Tim Behrens": [(None, None, "lead")],
    "Yara Meijer": [(None, None, "lead")],
}
# everybody whose deal was won or lost, with the minute of each entry
MINUTES = {
    "Anna Krüger": {
        # the guide; prices, from the letter; accepted; budget known; deal; signed
        "lead": "2025-01-14 09:33",
        "mql": "2025-01-21 08:05",
        "sal": "2025-01-24 09:15",
        "sql": "2025-01-31 09:00",
        "opportunity": "2025-02-05 11:00",
        "won": "2025-03-14 16:20",
    },
    "Lars Nygaard": {
        "lead": "2025-01-20 10:04",
        "mql": "2025-01-20 10:04",
        "sal": "2025-01-21 09:30",
        "sql": "2025-01-27 15:10",
        "opportunity": "2025-02-03 09:40",
        "won": "2025-04-04 11:30",
    },
    "Sabine Roth": {
        "lead": "2025-02-04 09:49",
        "mql": "2025-02-04 09:49",
        "sal": "2025-02-06 11:00",
        "sql": "2025-02-14 10:00",
        "opportunity": "2025-02-19 14:00",
    },
    "Ulrike Sommer": {
        # the webinar of 24 April at 10:59 made her an MQL
        "lead": "2025-04-09 16:01",
        "mql": "2025-04-24 10:59",
        "sal": "2025-04-25 09:45",
        "sql": "2025-05-05 10:10",
        "opportunity": "2025-05-07 10:00",
    },
    "Ines Albrecht": {
        # a customer who only telephones: nothing before her deal was seen
        "lead": "(2025-03-03 13:30)",
        "mql": "(2025-03-03 13:30)",
        "sal": "(2025-03-03 13:30)",
        "sql": "(2025-03-03 13:30)",
        "opportunity": "2025-03-03 13:30",
        "won": "2025-03-28 10:45",
    },
}


@pytest.mark.parametrize("name", STANDS)
def test_everyone_stands_where_the_story_ends(published: Published, name: str) -> None:
    assert (
        published.rows(
            """
            select exit_id, exit_reason, furthest_stage_id
            from dim_journey inner join private.people using (person_id)
            where full_name = ? order by journey_number
            """,
            (name,),
        )
        == STANDS[name]
    )


def test_nobody_else_is_there(published: Published) -> None:
    names = {name for (name,) in published.rows("select full_name from private.people")}
    assert names == set(STANDS)


@pytest.mark.parametrize("name", MINUTES)
def test_every_stage_was_entered_at_the_minute_of_the_story(
    published: Published, name: str
) -> None:
    told = {
        stage: _in_berlin(entered_at) if kind == "observed" else f"({_in_berlin(entered_at)})"
        for stage, (entered_at, kind) in published.entries(name).items()
    }
    assert told == MINUTES[name]


def _in_berlin(moment: datetime) -> str:
    local = moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo("Europe/Berlin"))
    return f"{local:%Y-%m-%d %H:%M}"


def test_an_entry_says_which_clause_let_it_in(published: Published) -> None:
    """Anna's fourth visit: four sessions, a guide, a click and the prices are 55 of 50 points."""
    ((evidence,),) = published.rows(
        """
        select evidence from fct_funnel inner join private.people using (person_id)
        where full_name = 'Anna Krüger' and stage_id = 'mql'
        """
    )
    clauses = ("clause", "field", "operator", "wanted", "got")
    assert [tuple(item[name] for name in clauses) for item in evidence] == [
        ("any.1", "demo_requests", "at_least", "1", "0"),
        ("any.2.all.1", "fit", "at_least", "40", "50"),
        ("any.2.all.2", "engagement", "at_least", "50", "55"),
    ]
