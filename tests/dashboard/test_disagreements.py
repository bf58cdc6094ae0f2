"""*Disagreements* on a good copy: figures equal plain SQL, bridges sum, a cell opens its people."""

import csv
import io
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from dashboard import disagreements as page_of
from dashboard import disagreements_bridge, disagreements_tables
from dashboard import disagreements_queries as asked_of
from dashboard.disagreements_queries import Choice
from dashboard.disagreements_rows import Totals
from dashboard.published import Published
from expectations import figures
from tests.dashboard import company
from tests.dashboard.conftest import Open, seen
from tests.dashboard.test_conversion import file_of, rows_of
from tests.dashboard.test_pages import asked

PAGE = "disagreements.py"
DIFFERS = (
    "(coalesce(marketing_stage_id, stage_id), coalesce(crm_stage_id, stage_id))"
    " <> (stage_id, stage_id)"
)
NOW = "from label_positions where month_start = date '2025-11-01'"
SHADED = re.compile(r"sm-shade-(\d)\">≠ (\d+)<")
TOTAL = "select count(*), count(*) filter (where {}), max(differing_days) " + NOW


def test_the_title_is_the_verdict(good_home: Path, open_page: Open) -> None:
    ((number, differing, oldest),) = asked(file_of(good_home), TOTAL.format(DIFFERS))
    assert 0 < differing < number
    assert open_page(good_home, PAGE).title == (
        f"{differing} of {number} open journeys carry another label than the definition; "
        f"the oldest for {oldest} days, and 1 total does not add up"
    )


def test_no_disagreement_is_no_agreement(tmp_path: Path, open_page: Open) -> None:
    for table in ("label_positions", "label_disagreements", "source_reconciliation"):
        company_gone = f"delete from {table}"
        company.publish(tmp_path / table, changes=[company_gone])
    totals = Totals(9, 0, 0, 0, 0, 4, None, None, None)
    assert page_of.title(totals, []) == "No label contradicts the definition, in 9 open journeys"
    all_agree = Totals(9, 0, 0, 0, 0, 9, None, None, None)
    assert page_of.title(all_agree, []).startswith("Both tools say what the definition says of all")
    one = Totals(9, 1, 1, 0, 0, 8, None, 0, 0)
    assert "1 of 9 open journeys carries another label" in page_of.title(one, [])
    opened = open_page(tmp_path / "label_positions", PAGE)
    assert opened.title.startswith("No label to compare with the definition")
    assert "holds no open journey of anybody known" in opened.text
    assert (
        "No total of any source is on record"
        in open_page(tmp_path / "source_reconciliation", PAGE).text
    )


@pytest.mark.parametrize("side", ["marketing", "crm"])
def test_every_square_of_a_matrix_is_its_count(good_home: Path, open_page: Open, side: str) -> None:
    opened = open_page(good_home, PAGE)
    name = {"marketing": "Marketing tool", "crm": "CRM"}[side]
    (html,) = [p for p in opened.pieces if f"Labels of the {name} against" in p]
    expected = asked(
        file_of(good_home),
        f"select {side}_label, stage_id, {side}_stage_id, count(*) {NOW} group by all",
    )
    signs = re.findall(r"(✓ |≠ )?([\d,]+)(?=</)", html.split("<tbody>", 1)[1])
    assert sorted(signs) == sorted(
        ("" if means is None else "✓ " if means == stage else "≠ ", figures.count(number))
        for _, stage, means, number in expected
    )
    shades = {int(number): int(shade) for shade, number in SHADED.findall(html)}
    assert [shades[number] for number in sorted(shades)] == sorted(shades.values())


def test_all_three_side_by_side_are_the_published_ones(good_home: Path, open_page: Open) -> None:
    expected = asked(
        file_of(good_home),
        f"""
        select marketing_label, crm_label, stage_id, count(*), sum(amount_reporting),
            median(differing_days), max(differing_days)
        {NOW} and {DIFFERS} group by all order by 4 desc
        """,
    )
    opened = open_page(good_home, PAGE)
    html = next(piece for piece in opened.pieces if "sm-labels" in piece)
    rows = [" ".join(seen(row).split()) for row in html.split("</tr>")[1:-1]]
    assert len(rows) == page_of.CELLS_SHOWN <= len(expected)
    before = asked(
        file_of(good_home),
        "select marketing_label || crm_label || stage_id, count(*) from label_positions"
        " where month_start = date '2025-10-01' group by all",
    )
    counts = {str(cell): number for cell, number in before}
    marketing, crm, stage, number, amount, median, oldest = expected[0]
    assert number > expected[1][3], "the largest alone, so that it stands first"
    assert (marketing, crm, stage) == ("lead", "Recycled - Timing", "lead")
    assert rows[0].startswith("lead means Lead ≠ Recycled - Timing means recycled Lead ")
    said = f" {number} {counts[f'{marketing}{crm}{stage}']} a month before"
    assert said in rows[0]
    assert rows[0].endswith(
        f"{figures.money(amount, 'EUR')} {figures.days(median)} {figures.days(oldest)}"
    )


def test_a_cell_of_the_address_opens_its_people(good_home: Path, open_page: Open) -> None:
    cell = {"marketing": "salesqualifiedlead", "crm": "Accepted", "stage": "sal"}
    opened = open_page(good_home, PAGE, **cell)
    expected = asked(
        file_of(good_home),
        f"""
        select left(journey_id, 8), differing_days {NOW} and marketing_label = 'salesqualifiedlead'
            and crm_label = 'Accepted' and stage_id = 'sal'
        order by differing_days desc, stage_since, journey_id
        """,
    )
    assert f"{figures.things(len(expected), 'journey')}" in opened.text
    rows = rows_of(opened, "sm-stacks sm-journeys")
    assert len(rows) == min(len(expected), page_of.JOURNEYS_SHOWN)
    for row, (journey, days) in zip(rows, expected, strict=False):
        assert row.startswith(f"{journey} ≠ salesqualifiedlead since ")
        assert " Accepted since " in row
        assert "≠ Accepted" not in row
        assert f" {figures.days(days)} " in row
    assert "Where the marketing tool says salesqualifiedlead, the CRM says Accepted" in opened.text


def test_a_button_opens_the_largest_cell(good_home: Path, open_page: Open) -> None:
    opened = open_page(good_home, PAGE)
    everybody = rows_of(opened, "sm-stacks sm-journeys")
    cell = asked_of.cells(Published(file_of(good_home)))[0]
    opened.test.button(key="open-0").click().run()
    assert not opened.test.exception
    chosen = [opened.test.selectbox(key=key).value for key in ("marketing", "crm", "stage")]
    assert chosen == [cell.marketing_label, cell.crm_label, cell.stage_id]
    assert figures.things(cell.journeys, "journey") in opened.text
    assert rows_of(opened, "sm-stacks sm-journeys") != everybody


def test_who_agrees_can_be_looked_at_too(good_home: Path, open_page: Open) -> None:
    cell = {"marketing": "lead", "crm": "New", "stage": "lead"}
    assert "No open journey of these labels." in open_page(good_home, PAGE, **cell).text
    ((number,),) = asked(
        file_of(good_home),
        f"select count(*) {NOW} and marketing_label = 'lead' and crm_label = 'New'",
    )
    opened = open_page(good_home, PAGE, who="everybody", **cell)
    assert f"{figures.things(number, 'journey')}" in opened.text


def test_a_wrong_address_shows_everything(good_home: Path, open_page: Open) -> None:
    opened = open_page(good_home, PAGE, marketing="nonsense", crm="?", stage="Up", who="nobody")
    assert not opened.test.exception
    assert "Of every label." in opened.text


def test_the_months_are_told_with_their_change(good_home: Path, open_page: Open) -> None:
    rows = rows_of(open_page(good_home, PAGE), "sm-months")
    expected = asked(
        file_of(good_home),
        f"select month_start, count(*), count(*) filter (where {DIFFERS}) from label_positions"
        " group by 1 order by 1 desc",
    )
    assert len(rows) == len(expected) == 3
    changes = [expected[0][2] - expected[1][2], expected[1][2] - expected[2][2]]
    for row, (month, number, differing) in zip(rows, expected, strict=True):
        assert isinstance(month, date)
        assert row.startswith(f"{figures.MONTHS[month.month - 1]} {month.year}")
        assert f" {number} {differing} {figures.share(differing, number)} " in row
    assert rows[0].endswith(disagreements_tables.more_words(changes[0]))
    assert rows[1].endswith(disagreements_tables.more_words(changes[1]))
    assert rows[2].endswith("—"), "nothing is known before the first"
    assert [disagreements_tables.more_words(number) for number in (4, 0, -3)] == [
        "4 more", "as many", "3 fewer",
    ]  # fmt: skip


def test_what_is_downloaded_is_every_row_and_nobodys_name(good_home: Path) -> None:
    found = asked_of.journeys(Published(file_of(good_home)), Choice(), "differing", 20_000)
    rows = list(csv.DictReader(io.StringIO(disagreements_tables.as_csv(found))))
    ((number,),) = asked(file_of(good_home), f"select count(*) {NOW} and {DIFFERS}")
    assert len({row["journey_id"] for row in rows}) == len(rows) == number == found[0].found
    assert not {"person_id", "visitor_id", "found"} & set(rows[0])


def test_a_bridge_goes_from_their_total_to_ours_line_by_line(
    good_home: Path, open_page: Open
) -> None:
    """1,491 people in HubSpot: 280 other records, 50 merged, 1 too late; 1,160 are ours."""
    opened = open_page(good_home, PAGE)
    (html,) = [piece for piece in opened.pieces if "sm-bridges" in piece]
    (table,) = [part for part in html.split("<div><p") if "people of marketing" in part]
    lines = re.findall(r"<th scope=\"row\"[^>]*>(.*?)</th><td[^>]*>(.*?)</td>", table)
    numbers = [
        int(re.sub(r"<[^>]+>|,", "", number).replace("−", "-").replace("+", ""))
        for _, number in lines
    ]
    assert [re.sub(r"<[^>]+>", "", name) for name, _ in lines] == [
        "Theirs", "another record of the person", "merged", "after the as-of", "Ours",
    ]  # fmt: skip
    assert numbers == [1491, -280, -50, -1, 1160]
    assert sum(numbers[:-1]) == numbers[-1]
    equal = "deals in EUR of crm (92); won amount in EUR of crm (€812,345.67)."
    assert f"Equal: {equal}" in " ".join(opened.text.split())


def test_every_bridge_sums_to_the_cent(good_home: Path) -> None:
    spans = asked_of.bridge(Published(file_of(good_home)))
    totals: dict[tuple[str, str, str | None], Decimal] = {}
    for part in spans:
        key = (part.source, part.measure, part.currency)
        change = Decimal(part.difference or 0)
        totals[key] = totals.get(key, Decimal(part.theirs) + Decimal(part.left_over)) + change
    assert totals == {
        (part.source, part.measure, part.currency): Decimal(part.ours) for part in spans
    }
    expected = asked(
        file_of(good_home),
        "select source, measure, currency, sum(ours) from source_reconciliation group by all",
    )
    assert {row[:3]: row[3] for row in expected} == totals


def test_what_no_cause_explains_is_an_alarm(tmp_path: Path, open_page: Open) -> None:
    """Four sessions are unexplained from the start; then a cause loses seven of its people."""
    company.publish(tmp_path / "before")
    text = " ".join(open_page(tmp_path / "before", PAGE).text.split())
    assert "✕ No cause explains −4 sessions of website." in text
    assert "✕ Left over, and nobody knows why −4 Ours 7,027" in text
    lost = "update source_reconciliation set difference = -43 where cause = 'merged'"
    company.publish(tmp_path / "after", changes=[lost])
    opened = open_page(tmp_path / "after", PAGE)
    text = " ".join(opened.text.split())
    assert "No cause explains −7 people of marketing, −4 sessions of website." in text
    assert opened.title.endswith("and 2 totals do not add up")
    found = "delete from source_reconciliation where measure = 'sessions'"
    company.publish(tmp_path / "none", changes=[found])
    opened = open_page(tmp_path / "none", PAGE)
    assert "No cause explains" not in opened.text
    assert "add up" not in opened.title
    assert disagreements_bridge.alarm([]) == ""
