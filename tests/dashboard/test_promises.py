"""*Promises*: figures equal plain SQL, each number opens as many cases, both teams are alike."""

import csv
import html
import io
import re
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from dashboard import downloads, promises_cases
from dashboard import promises_queries as asked_of
from dashboard.promises_verdict import period_name
from dashboard.published import Published
from tests.dashboard import company
from tests.dashboard.conftest import Open, Opened, seen
from tests.dashboard.test_conversion import file_of, rows_of

PAGE = "promises.py"
LAST_DAY = date(2025, 11, 23)
LINKS = re.compile(r'href="(promises\?[^"]*)"[^>]*>([\d,]+)<')
EARLIER = [
    "update promise_scorecard set agreement_version = '2024-01-01'"
    " where period_start < date '2025-11-01' and period_kind = 'month'",
    "insert into agreement_terms by name select '{}' as agreement_version, 'promises' as part,"
    " 'first_contact' as term_id, 'First contact' as label, '{}' as sentence, 1 as term_order",
]


def blocks_of(opened: Opened) -> list[str]:
    """Return both teams' tables."""
    return [piece for piece in opened.pieces if 'class="sm-table sm-stacks sm-scores' in piece]


def all_rows(opened: Opened, style: str) -> list[str]:
    """Return the rows of every table of a style as a reader sees them, without the heads."""
    pieces = [piece for piece in opened.pieces if f'class="sm-table {style}' in piece]
    bodies = [piece.split("<tbody>", 1)[1].split("</tbody>", 1)[0] for piece in pieces]
    return [
        " ".join(seen(row).split()) for body in bodies for row in body.split("</tr>") if row.strip()
    ]


def lines_of(opened: Opened) -> list[str]:
    """Return both teams' promises."""
    return all_rows(opened, "sm-stacks sm-scores")


def test_the_verdict_and_the_tables_treat_both_teams_alike(
    good_home: Path, open_alone: Open
) -> None:
    opened = open_alone(good_home, PAGE)
    assert opened.title == "November 2025: Marketing kept 2 of 3 promises, Sales kept 1 of 3"
    blocks = blocks_of(opened)
    heads = [re.findall(r"<th scope=\"col\"[^>]*>([^<]*)", block) for block in blocks]
    assert heads[0] == heads[1]
    assert [header.value for header in opened.test.header][:2] == [
        r"What Marketing promised Sales\: 2 of 3 kept",
        r"What Sales promised Marketing\: 1 of 3 kept",
    ]


def test_each_line_says_due_kept_missed_overdue_excused_and_pending(
    good_home: Path, open_alone: Open
) -> None:
    """Little junk is promised: of 44 cases 3 speak against it, 39 for it. A volume only counts."""
    lines = lines_of(open_alone(good_home, PAGE))
    for line in (
        "At most 5% come back as junk 44 39 3 0 0 2 7.1% was 4.1% at most 5% ✕ Broken",
        "55 MQLs a month 46 46 — — — — 46 42 by today ✓ Kept",
        "First contact within 4 working hours 39 29 7 3 1 2 81% was 92% 90% ✕ Broken",
        "5 tries before giving up 17 14 2 0 1 0 88% was 91% 90% ! At risk",
    ):
        assert sum(found.startswith(line) for found in lines) == 1, lines


def test_every_number_opens_as_many_cases(good_home: Path, open_alone: Open) -> None:
    published = Published(file_of(good_home))
    links = LINKS.findall("".join(blocks_of(open_alone(good_home, PAGE))))
    assert len(links) == 25
    for address, number in links:
        choice = {k: v[0] for k, v in parse_qs(urlsplit(html.unescape(address)).query).items()}
        spans = asked_of.periods(published, choice["period"], LAST_DAY)
        span = next(one for one in spans if period_name(one) == choice["of"])
        score = next(s for s in asked_of.scores(published, span) if s.name == choice["promise"])
        cases = asked_of.cases(published, score.promise_id, span, choice["cases-are"], 1000)
        assert [case.found_count for case in cases] == [int(number)] * int(number), choice


def test_a_promise_opens_its_cases_what_speaks_against_it_first(
    good_home: Path, open_alone: Open
) -> None:
    """Of 39 calls 3 are still overdue, 4 came late, 2 are pending, 1 is excused."""
    choice = {"promise": "First contact within 4 working hours"}
    opened = open_alone(good_home, PAGE, **choice)
    rows = rows_of(opened, "sm-stacks sm-journeys")
    stood = [re.search(r"Still overdue|Missed|Pending|Excused|Kept", row) for row in rows]
    assert [found.group() for found in stood if found] == (
        ["Still overdue"] * 3 + ["Missed"] * 4 + ["Pending"] * 2 + ["Excused"]
    )
    assert "10 of them here, those that speak against the promise first" in opened.text
    late = open_alone(good_home, PAGE, **choice, cases_are="still overdue")
    assert len(rows_of(late, "sm-stacks sm-journeys")) == 3
    (span, *_) = asked_of.periods(Published(file_of(good_home)), "month", LAST_DAY)
    cases = asked_of.cases(Published(file_of(good_home)), "first_contact", span, "all", 1000)
    taken = list(csv.DictReader(io.StringIO(promises_cases.as_csv(cases))))
    assert len(taken) == 39
    assert {row["clock"] for row in taken} == {"business"}
    assert [row["case_id"] for row in taken] == [case.case_id for case in cases]


def test_a_line_stands_where_another_version_began_to_govern(
    tmp_path: Path, open_alone: Open
) -> None:
    company.publish(
        tmp_path,
        changes=[
            EARLIER[0],
            EARLIER[1].format("2024-01-01", "Within a day."),
            EARLIER[1].format("2025-01-01", "Within 4 hours."),
        ],
    )
    opened = open_alone(tmp_path, PAGE, promise="First contact within 4 working hours")
    rows = rows_of(opened, "sm-promise-months")
    assert [row.split()[0] for row in rows] == ["Nov", "✎", "Oct"]
    assert "Now “Within 4 hours.” instead of “Within a day.”" in rows[1]


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        (["delete from promise_scorecard"], "No promise has been scored yet"),
        (
            [
                "update promise_scorecard set actual = null, status = 'none', due_count = 0,"
                " met_count = 0, missed_count = 0, overdue_count = 0, excused_count = 0,"
                " pending_count = 0"
            ],
            "November 2025: no promise has come due yet",
        ),
        (
            ["delete from promise_scorecard where promise_id <> 'accept'"],
            "November 2025: Sales kept 1 of 1 promise",
        ),
        (
            ["update promise_scorecard set status = 'none' where team = 'sales'"],
            "November 2025: Marketing kept 2 of 3 promises, Sales had none due",
        ),
        (
            ["delete from scorecard_cases", "delete from agreement_terms", "delete from dim_owner"],
            "November 2025: Marketing kept 2 of 3 promises, Sales kept 1 of 3",
        ),
    ],
    ids=["none", "none due", "one", "one side's none due", "no cases, no words"],
)
def test_a_page_without_promises_claims_nothing(
    tmp_path: Path, open_alone: Open, changes: list[str], title: str
) -> None:
    company.publish(tmp_path, changes=changes)
    opened = open_alone(tmp_path, PAGE)
    assert not opened.test.exception
    assert opened.title == title
    if "due_count = 0" in changes[0]:
        assert all("— — — —" in line for line in lines_of(opened))


def test_an_earlier_period_is_chosen_by_the_address(good_home: Path, open_alone: Open) -> None:
    opened = open_alone(good_home, PAGE, period="month", of="October 2025")
    assert opened.title == "October 2025: Marketing kept 2 of 2 promises, Sales kept 2 of 2"
    odd = open_alone(good_home, PAGE, period="nonsense", of="nonsense", promise="nonsense")
    assert odd.title.startswith("November 2025: ")


def test_a_cell_of_a_download_stays_one_cell() -> None:
    told = downloads.as_csv(["said", "then"], [{"said": "a\r=1+1", "then": "b"}])
    assert list(csv.reader(io.StringIO(told))) == [["said", "then"], ["a\n=1+1", "b"]]
    assert "\r" not in told


@pytest.mark.parametrize("sign", downloads.FORMULA_SIGNS)
def test_no_cell_of_a_download_is_a_formula(sign: str) -> None:
    rows = [{"said": f"{sign}1+1", "blank": f" {sign}x", "number": -3, "plain": "a=b"}]
    (row,) = csv.DictReader(io.StringIO(downloads.as_csv(list(rows[0]), rows), newline=""))
    assert row == {
        "said": f"'{sign}1+1", "blank": f"' {sign}x", "number": "-3", "plain": "a=b",
    }  # fmt: skip
