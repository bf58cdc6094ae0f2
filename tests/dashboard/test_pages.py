"""Both pages in every state: no exception, numbers equal to SQL, sentences found on the page."""

import logging
import re
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from dashboard import figures
from tests.dashboard import company
from tests.dashboard.conftest import Opened, seen

Open = Callable[..., Opened]
PAGES = ("overview.py", "data_health.py")
KINDS = ("week", "month", "quarter")
NOVEMBER = "entered_on between date '2025-11-01' and date '2025-11-30'"
FAILED = {"check_id": "publish.won", "label": "Won amounts", "observed": "€8", "expected": "€9"}
HOSTILE = (
    '"><img src=x onerror=alert(1)>![p](http://out.example/p.png)[go](javascript:alert(2))'
    "</style><script>x()</script>"
)
# every column whose words reach a page
PRINTED = (
    ("kpi_values", "label"), ("kpi_values", "unit"), ("dim_stage", "plural"),
    ("dim_stage", "label"), ("dim_stage", "definition"), ("dim_stage", "owner_team"),
    ("promise_scorecard", "label"), ("promise_scorecard", "team"),
    ("promise_scorecard", "to_team"), ("source_status", "source"), ("source_status", "vendor"),
    ("source_status", "message"), ("landing_files", "name"), ("landing_files", "reason"),
    ("landing_files", "source"), ("landing_files", "table_name"), ("check_results", "label"),
    ("check_results", "clause"), ("check_results", "observed"), ("check_results", "expected"),
    ("check_results", "gate"), ("source_reconciliation", "measure"),
    ("source_reconciliation", "source"), ("source_reconciliation", "currency"),
    ("source_reconciliation", "cause"), ("run", "company"), ("run", "code_version"),
    ("run", "run_id"), ("open_handoffs", "owner_team"), ("dim_agreement", "signed_by_sales"),
    ("dim_agreement", "signed_by_marketing"),
)  # fmt: skip
E_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w+")
STATES: dict[str, list[str]] = {
    "nothing at all in it": ["delete from " + table for table in (
        "fct_funnel", "dim_journey", "kpi_values", "stage_conversions", "promise_scorecard",
        "open_handoffs", "source_status", "landing_files", "source_reconciliation", "check_results",
    )],
    "a period without data": ["delete from kpi_values where period_kind = 'month'"],
    "one lead": [
        "delete from fct_funnel where journey_id <> 'journey-955' or stage_id <> 'lead'",
        "update kpi_values set value = case kpi_id when 'leads' then 1 else 0 end",
    ],
    "plans of zero": ["update kpi_values set target = 0, pace = 0"],
    "no plan": ["update kpi_values set target = null, pace = null"],
    "unknown values": ["update kpi_values set value = null"],
    "no agreement row": ["delete from dim_agreement"],
    "nobody owns it": ["update open_handoffs set owner_team = null, to_team = null"],
    "a promise never due": ["update promise_scorecard set actual = null, status = 'none'"],
    "a new state of a source": ["update source_status set status = 'odd', message = null"],
}  # fmt: skip


def asked(file: Path, question: str) -> list[tuple[object, ...]]:
    """Ask the published file itself, away from the app's own queries."""
    copy = file.with_suffix(".copy")
    copy.write_bytes(file.read_bytes())
    with duckdb.connect(str(copy), read_only=True) as connection:
        return connection.execute(question).fetchall()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("state", STATES)
def test_a_page_shows_every_state(tmp_path: Path, open_page: Open, page: str, state: str):
    company.publish(tmp_path, changes=STATES[state])
    opened = open_page(tmp_path, page)
    assert not opened.test.exception
    assert "cannot be shown" not in opened.title
    assert "nan" not in opened.text.lower().split()
    assert "None" not in opened.text


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
        where from_stage_id = 'lead' and cohort_start = date '2025-11-01'"""
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


def test_a_missing_value_is_a_dash_and_never_a_zero(tmp_path: Path, open_page: Open):
    company.publish(tmp_path, changes=STATES["a period without data"])
    opened = open_page(tmp_path)
    assert opened.title == "November: nothing counted yet"
    cards = [seen(piece) for piece in opened.pieces if "sm-card" in piece]
    assert sum("—" in card for card in cards) == 7
    assert not [piece for piece in opened.pieces if re.search(r'sm-value"[^>]*>0<', piece)]


def test_nothing_published_says_why_and_what_to_do(tmp_path: Path, open_page: Open):
    for page in PAGES:
        opened = open_page(tmp_path, page)
        assert opened.title == "No funnel has been published yet"
        assert opened.test.code[0].value.startswith(".venv/bin/smarketing run")
        assert opened.test.code[1].value == "make demo"
    company.tell(tmp_path, "held", failed=[FAILED])
    assert "1 check failed" in open_page(tmp_path).alerts[0]


@pytest.mark.parametrize("page", PAGES)
def test_a_held_run_shows_the_last_good_copy(tmp_path: Path, open_page: Open, page: str):
    company.publish(tmp_path)
    company.tell(tmp_path, "held", failed=[FAILED])
    opened = open_page(tmp_path, page)
    (alert,) = opened.alerts
    assert opened.test.warning[0].icon == ":material/history:"
    assert "data through Sun 23 Nov 2025" in alert
    assert "held back because 1 check failed" in alert
    for words in ("Won amounts", "€8", "€9"):
        assert words in opened.text


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("state", ["refused", "failed", "a state of tomorrow"])
def test_a_run_that_did_not_publish_says_so_in_its_own_words(
    tmp_path: Path, open_page: Open, page: str, state: str
):
    company.publish(tmp_path)
    company.tell(tmp_path, state)
    opened = open_page(tmp_path, page)
    (alert,) = opened.alerts
    assert company.MESSAGES.get(state, "did not finish") in alert
    assert "last good copy" in alert


@pytest.mark.parametrize("state", ["published", "unchanged"])
def test_a_good_run_warns_of_nothing(tmp_path: Path, open_page: Open, state: str):
    company.publish(tmp_path)
    company.tell(tmp_path, state)
    for page in PAGES:
        assert open_page(tmp_path, page).alerts == []


@pytest.mark.parametrize("page", PAGES)
def test_days_without_a_run_are_told(tmp_path: Path, open_page: Open, page: str):
    company.publish(tmp_path)
    company.tell(tmp_path, "published", hours_ago=47)
    assert open_page(tmp_path, page).alerts == []
    company.tell(tmp_path, "unchanged", hours_ago=24 * 3 + 2)
    opened = open_page(tmp_path, page)
    assert "stand as of Sun 23 Nov 2025" in opened.alerts[0]
    assert opened.test.warning[0].proto.title == "No run for 3 days"
    (tmp_path / "warehouse" / "status.json").unlink()
    assert "stand as of Sun 23 Nov 2025" in open_page(tmp_path, page).alerts[0]


def test_a_late_source_is_named(tmp_path: Path, open_page: Open):
    late = "update source_status set status = 'stale' where source = 'crm'"
    company.publish(tmp_path, changes=[late])
    assert "crm is stale" in open_page(tmp_path).alerts[0]
    assert "1 of 4 sources is behind" in open_page(tmp_path, "data_health.py").title


@pytest.mark.parametrize("page", PAGES)
def test_an_unreadable_file_gives_a_reference_and_no_trace(
    tmp_path: Path, open_page: Open, page: str, caplog: pytest.LogCaptureFixture
):
    company.publish(tmp_path).write_bytes(b"not a database at all")
    with caplog.at_level(logging.ERROR):
        opened = open_page(tmp_path, page)
    assert "cannot be shown right now" in opened.title
    (alert,) = opened.alerts
    reference = re.search(r"reference ([0-9A-F]{6})", alert)
    assert reference is not None
    assert reference[1] in caplog.text
    assert "Traceback" not in opened.text
    assert str(tmp_path) not in opened.text


@pytest.mark.parametrize("page", PAGES)
def test_hostile_words_are_printed_and_nothing_else(tmp_path: Path, open_page: Open, page: str):
    words = HOSTILE.replace("'", "''")
    changes = [f"update {table} set {column} = '{words}'" for table, column in PRINTED]
    company.publish(tmp_path, changes=[*changes, "update source_status set status = 'stale'"])
    company.tell(tmp_path, "held", failed=[dict.fromkeys(FAILED, HOSTILE)])
    opened = open_page(tmp_path, page)
    assert not opened.test.exception
    assert "cannot be shown" not in opened.title
    assert "<img src=x" not in opened.html
    assert "<script" not in opened.html
    assert not re.search(r"href|onerror=(?!alert\(1\)&gt;)", opened.html)
    for box in [*opened.test.title, *opened.test.header, *opened.test.warning]:
        assert not re.search(r"(?<!\\)[!<\[]", box.value)


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
