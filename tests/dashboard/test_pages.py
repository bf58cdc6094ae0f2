"""Both pages on a good copy: figures equal plain SQL, sentences repeat figures, teams are alike."""

import re
from pathlib import Path

import duckdb
import pytest

from expectations import figures
from tests.dashboard import company
from tests.dashboard.conftest import PAGES, Open, seen

KINDS = ("week", "month", "quarter")
NOVEMBER = "entered_on between date '2025-11-01' and date '2025-11-30'"
E_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w+")


def asked(file: Path, question: str) -> list[tuple[object, ...]]:
    """Ask the published file itself, away from the app's own queries."""
    copy = file.with_suffix(".copy")
    copy.write_bytes(file.read_bytes())
    with duckdb.connect(str(copy), read_only=True) as connection:
        return connection.execute(question).fetchall()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("kind", [*KINDS, "nonsense"])
def test_a_page_shows_every_period(good_home: Path, open_page: Open, page: str, kind: str):
    opened = open_page(good_home, page, period=kind)
    assert not opened.test.exception
    assert not E_MAIL.search(opened.text)
    if page == "overview.py":
        start = {"week": "Week of 17 Nov", "quarter": "Q4"}.get(kind, "November")
        assert opened.title.startswith(start)


@pytest.mark.parametrize("kind", KINDS)
def test_every_number_of_a_sentence_stands_elsewhere_on_the_page(
    good_home: Path, open_page: Open, kind: str
):
    opened = open_page(good_home, period=kind)
    sentences = [piece for piece in opened.pieces if "sm-changes" in piece]
    rest = "\n".join(seen(piece) for piece in opened.pieces if "sm-changes" not in piece)
    numbers = re.findall(r"\d[\d,.]*\d|\d", opened.title + " " + seen(" ".join(sentences)))
    on_page = set(re.findall(r"\d[\d,.]*\d|\d", rest))
    assert len(numbers) > 5
    assert not set(numbers) - on_page


def test_cards_equal_plain_sql(good_home: Path, open_page: Open):
    file = (good_home / "warehouse" / "current" / "funnel.duckdb").resolve()
    cards = [seen(piece) for piece in open_page(good_home).pieces if "sm-card" in piece]
    assert len(cards) == 8
    for stage, label in (("lead", "Leads"), ("mql", "MQLs"), ("sql", "SQLs")):
        question = f"""select count(*) from fct_funnel where stage_id = '{stage}'
            and entry_kind <> 'inferred' and {NOVEMBER}"""
        ((number,),) = asked(file, question)
        (card,) = [card for card in cards if label in card]
        assert f" {number:,} " in card
    won = f"from fct_funnel where stage_id = 'won' and {NOVEMBER}"
    ((total,),) = asked(file, f"select sum(amount_reporting) {won}")
    (revenue,) = [card for card in cards if "Revenue" in card]
    assert figures.money(total, "EUR") in revenue
    assert figures.exact_money(total, "EUR") in revenue
    ((days,),) = asked(
        file,
        f"""select median(epoch(w.entered_at - l.entered_at) / 86400) from fct_funnel as w
        join fct_funnel as l using (journey_id)
        where w.stage_id = 'won' and l.stage_id = 'lead' and w.{NOVEMBER}""",
    )
    (speed,) = [card for card in cards if "Lead to won" in card]
    assert figures.days(days) in speed


def test_the_funnel_follows_its_cohort(good_home: Path, open_page: Open):
    file = (good_home / "warehouse" / "current" / "funnel.duckdb").resolve()
    (funnel,) = [piece for piece in open_page(good_home).pieces if "sm-funnel" in piece]
    cohort = f"select journey_id from fct_funnel where stage_id = 'lead' and {NOVEMBER}"
    reached = asked(
        file,
        f"""select stage_id, count(*) from fct_funnel where journey_id in ({cohort})
        group by all order by max(stage_order)""",
    )
    printed = re.findall(r'sm-stage"><th scope="row">[^<]*</th><td class="sm-num">([\d,]+)', funnel)
    assert printed[: len(reached)] == [f"{number:,}" for _, number in reached]
    question = """select entered, moved_on, median_days from stage_conversions
        where from_stage_id = 'lead' and cohort_start = date '2025-11-01' and dimension = 'all'"""
    ((entered, moved_on, days),) = asked(file, question)
    assert printed[:2] == [str(entered), str(moved_on)]
    assert f"<strong>{figures.share(moved_on, entered)}</strong> moved on" in funnel
    assert figures.days(days) in funnel
    assert funnel.count("Handoff") == 1


def test_both_promise_blocks_have_the_same_shape_worst_first(good_home: Path, open_page: Open):
    (blocks,) = [piece for piece in open_page(good_home).pieces if "sm-promises" in piece]
    marketing, sales = blocks.split("Sales promised Marketing")
    heads = [re.findall(r'scope="col"[^>]*>([^<]*)', block) for block in (marketing, sales)]
    assert heads[0] == heads[1] == ["Promise", "Actual", "Promised", "Status"]
    for block, expected in (
        (marketing, ["Broken", "Kept", "Kept"]),
        (sales, ["Broken", "At risk", "Kept"]),
    ):
        assert re.findall(r"</span> (Kept|Broken|At risk)</span>", block) == expected


def test_who_waits_longer_than_promised_is_told_of_both_teams(good_home: Path, open_page: Open):
    file = (good_home / "warehouse" / "current" / "funnel.duckdb").resolve()
    text = open_page(good_home).text
    question = """select team, count(distinct journey_id) from promise_obligations
        where is_late_now group by team order by count(*) desc"""
    owed = asked(file, question)
    assert {team for team, _ in owed} == {"marketing", "sales"}
    whose = " and ".join(f"{number} for {str(team).capitalize()}" for team, number in owed)
    assert f"waiting longer than promised right now, {whose}, the first since" in text


def test_what_no_figure_holds_and_what_was_converted_is_told(good_home: Path, open_page: Open):
    file = (good_home / "warehouse" / "current" / "funnel.duckdb").resolve()
    (legend,) = [seen(piece) for piece in open_page(good_home).pieces if "sm-legend" in piece]
    assert "without consent, in no figure: 31 website hits" in legend
    question = """select sum(amount) from fct_funnel
        where stage_id = 'won' and currency = 'USD' and booked_on >= date '2025-11-01'"""
    ((dollars,),) = asked(file, question)
    assert f"revenue holds {figures.exact_money(dollars, 'USD')} at the agreed rate" in legend
    assert "without an agreed rate" not in legend


def test_what_has_no_agreed_rate_is_told_as_held_out(tmp_path: Path, open_page: Open):
    """No rate is agreed for dollars here: the revenue holds none of them."""
    company.publish(
        tmp_path,
        changes=[
            "update fct_funnel set amount_reporting = null, amount = 700.5"
            " where stage_id = 'won' and currency = 'USD'"
        ],
    )
    (legend,) = [seen(piece) for piece in open_page(tmp_path).pieces if "sm-legend" in piece]
    number = len(
        asked(
            (tmp_path / "warehouse" / "current" / "funnel.duckdb").resolve(),
            "from fct_funnel where stage_id = 'won' and currency = 'USD'"
            " and booked_on >= date '2025-11-01'",
        )
    )
    held_out = figures.exact_money(700.5 * number, "USD")
    assert f"won without an agreed rate, in no figure: {held_out}" in legend
    assert "at the agreed rate" not in legend


def test_a_missing_value_is_a_dash_and_never_a_zero(tmp_path: Path, open_page: Open):
    company.publish(tmp_path, changes=["delete from kpi_values where period_kind = 'month'"])
    opened = open_page(tmp_path)
    assert opened.title == "November: nothing counted yet"
    cards = [seen(piece) for piece in opened.pieces if "sm-card" in piece]
    assert sum("—" in card for card in cards) == 7
    assert not [piece for piece in opened.pieces if re.search(r'sm-value"[^>]*>0<', piece)]


def test_data_health_shows_every_check_source_and_file(good_home: Path, open_page: Open):
    file = (good_home / "warehouse" / "current" / "funnel.duckdb").resolve()
    opened = open_page(good_home, "data_health.py")
    assert opened.title == "All 19 checks passed and every source is fresh"
    for label, clause in asked(file, "select label, clause from check_results"):
        assert str(label) in opened.text
        assert str(clause) in opened.text
    for name, delivered, accepted, rejected in asked(
        file, "select name, delivered_rows, accepted_rows, rejected_rows from landing_files"
    ):
        assert str(name) in opened.text
        assert f"{delivered:,} = {accepted:,} + {rejected:,}" in opened.text
    assert "In all 26 files delivered = accepted + rejected" in opened.text
