"""Both pages in every state: empty, held, refused, idle, late, unreadable, hostile, odd."""

import logging
import re
from pathlib import Path

import duckdb
import pytest

from tests.dashboard import company
from tests.dashboard.conftest import PAGES, Open

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
    ("run", "run_id"), ("promise_obligations", "team"), ("dim_agreement", "signed_by_sales"),
    ("dim_agreement", "signed_by_marketing"), ("stage_steps", "channel"),
    ("stage_steps", "persona_id"), ("stage_steps", "account_segment"), ("stage_steps", "exit_id"),
    ("stage_steps", "entry_kind"), ("win_rates", "unit"), ("label_positions", "marketing_label"),
    ("label_positions", "crm_label"), ("label_positions", "persona_id"),
    ("label_disagreements", "marketing_label"), ("label_disagreements", "crm_label"),
    ("label_disagreements", "crm_stage_id"),
    ("dim_agreement", "title"), ("dim_agreement", "digest"), ("agreement_terms", "label"),
    ("agreement_terms", "sentence"), ("agreement_terms", "term_id"), ("dim_kpi", "label"),
    ("dim_kpi", "definition"), ("dim_kpi", "counted"), ("dim_kpi", "kpi_id"),
    ("dim_kpi", "owner"), ("dim_persona", "label"), ("dim_persona", "definition"),
    ("dim_persona", "pains"), ("dim_persona", "say"), ("dim_persona", "confirmed_by_sales"),
    ("agreement_meetings", "label"), ("agreement_meetings", "every"),
    ("agreement_meetings", "sales"), ("agreement_acknowledgements", "team"),
    ("agreement_acknowledgements", "reader_id"), ("agreement_acknowledgements", "status"),
    ("open_handoffs", "promise_label"), ("open_handoffs", "say"), ("open_handoffs", "next_step"),
    ("open_handoffs", "asset"), ("open_handoffs", "agreed_within"), ("open_handoffs", "owner_id"),
    ("open_handoffs", "owner_team"), ("open_handoffs", "persona_id"), ("open_handoffs", "clock"),
    ("open_handoffs", "sent_channel"), ("open_handoffs", "journey_id"),
    ("open_handoffs", "plan_persona_id"), ("scorecard_cases", "found"),
    ("scorecard_cases", "clock"), ("scorecard_cases", "journey_id"),
    ("scorecard_cases", "owner_id"), ("scorecard_cases", "persona_id"),
)  # fmt: skip
STATES: dict[str, list[str]] = {
    "nothing at all in it": ["delete from " + table for table in (
        "fct_funnel", "dim_journey", "kpi_values", "stage_conversions", "promise_scorecard",
        "stage_steps", "stage_speeds", "stage_durations", "win_rates",
        "promise_obligations", "traffic", "source_status", "landing_files", "source_reconciliation",
        "check_results",
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
    "no labels": ["delete from label_positions", "delete from label_disagreements"],
    "no words of it": ["delete from " + table for table in (
        "agreement_terms", "agreement_meetings", "agreement_acknowledgements", "dim_kpi",
        "dim_persona",
    )],
    "nobody promised it": ["update promise_obligations set team = null"],
    "a promise never due": ["update promise_scorecard set actual = null, status = 'none'"],
    "a new state of a source": ["update source_status set status = 'odd', message = null"],
}  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("state", STATES)
def test_a_page_shows_every_state(tmp_path: Path, open_page: Open, page: str, state: str):
    company.publish(tmp_path, changes=STATES[state])
    opened = open_page(tmp_path, page)
    assert not opened.test.exception
    assert "cannot be shown" not in opened.title
    assert "nan" not in opened.text.lower().split()
    assert "None" not in opened.text


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


@pytest.mark.parametrize("page", PAGES)
def test_an_overdue_review_of_the_agreement_is_told(tmp_path: Path, open_page: Open, page: str):
    on_the_day = "update dim_agreement set review_by = '2025-11-23'"
    company.publish(tmp_path / "kept", changes=[on_the_day])
    assert open_page(tmp_path / "kept", page).alerts == []
    company.publish(tmp_path, changes=["update dim_agreement set review_by = '2025-11-22'"])
    opened = open_page(tmp_path, page)
    assert "was to be reviewed by 22 Nov 2025" in opened.alerts[0].replace("**", "")
    assert opened.test.warning[0].proto.title == "The agreement's review is overdue"


def test_a_late_source_is_named(tmp_path: Path, open_page: Open):
    late = "update source_status set status = 'stale' where source = 'crm'"
    company.publish(tmp_path, changes=[late])
    assert "crm is stale" in open_page(tmp_path).alerts[0]
    assert "1 of 4 sources is behind" in open_page(tmp_path, "data_health.py").title


def test_a_late_source_that_no_run_waits_for_is_named_without_an_alarm(
    tmp_path: Path, open_page: Open
):
    late = "update source_status set status = 'stale' where source = 'webinars'"
    company.publish(tmp_path, changes=[late])
    opened = open_page(tmp_path)
    assert opened.alerts == []
    assert "webinars is stale, last delivered 20 Nov 2025, 17:00" in opened.text
    assert "1 of 4 sources is behind" in open_page(tmp_path, "data_health.py").title


def test_what_has_no_date_of_its_own_is_told_with_the_days_it_was_delivered_on(
    tmp_path: Path, open_page: Open
):
    """November's leads and one of October's; what is inferred or excluded does not count."""
    november = "entered_on between date '2025-11-01' and date '2025-11-30'"
    counted = "entry_kind <> 'inferred' and excluded_by is null"
    undated = "update fct_funnel set time_basis = 'delivered' where "
    changes = [
        f"{undated} stage_id = 'lead' and {november}",
        f"{undated} entry_kind = 'inferred'",
        f"{undated} funnel_entry_id in (select min(funnel_entry_id) from fct_funnel"
        " where stage_id = 'lead' and entered_on = date '2025-10-07' )",
        "update fct_funnel set excluded_by = 'internal' where funnel_entry_id in (select"
        f" min(funnel_entry_id) from fct_funnel where stage_id = 'lead' and {november})",
    ]
    company.publish(tmp_path, changes=changes)
    file = tmp_path / "warehouse" / "runs" / "run-1" / "funnel.duckdb"
    with duckdb.connect(str(file), read_only=True) as connection:
        ((leads, last_day, entries, of_all),) = connection.execute(f"""
            select
                count(*) filter (where stage_id = 'lead' and {november}),
                max(entered_on) filter (where stage_id = 'lead' and {november}),
                count(*) filter (where {november}),
                count(*)
            from fct_funnel where {counted}
        """).fetchall()
    assert 50 < leads < entries < of_all
    rule = "They count on the day of their delivery and have no durations."
    text = " ".join(open_page(tmp_path).text.split())
    days = f"1–{last_day.day} Nov 2025"
    assert (
        f"Undated: {leads:,} of {entries:,} entries of November, delivered on {days}. {rule}"
        in text
    )
    text = " ".join(open_page(tmp_path, "data_health.py").text.split())
    days = f"7 Oct–{last_day.day} Nov 2025"
    assert f"Undated: {leads + 1:,} of {of_all:,} entries, delivered on {days}. {rule}" in text


def test_one_undated_entry_of_many_is_told_on_data_health_alone(tmp_path: Path, open_page: Open):
    undated = (
        "update fct_funnel set time_basis = 'delivered' where funnel_entry_id in ("
        " select min(funnel_entry_id) from fct_funnel where excluded_by is null and"
        " stage_id = 'visit' and entry_kind = 'observed' and date_trunc('month', entered_on) ="
        " date '2025-11-01')"
    )
    company.publish(tmp_path, changes=[undated])
    assert "Undated" not in open_page(tmp_path).text
    assert "Undated: 1 of" in " ".join(open_page(tmp_path, "data_health.py").text.split())


@pytest.mark.parametrize("page", PAGES)
def test_where_everything_has_a_date_nothing_is_said_of_it(
    good_home: Path, open_page: Open, page: str
):
    assert "Undated" not in open_page(good_home, page).text


def test_repaired_rows_are_told_with_their_file(tmp_path: Path, open_page: Open):
    repaired = "update landing_files set repaired_rows = 338 where name = 'Lead.csv'"
    company.publish(tmp_path, changes=[repaired])
    opened = open_page(tmp_path, "data_health.py")
    text = " ".join(opened.text.split())
    assert "3 rows rejected, 1 file set aside, 338 rows repaired." in text
    assert "Some repaired 338 rows repaired: whole in quotes, unwrapped" in text


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
    own = re.sub(r'href="definitions\?term=[\w.%-]+" target="_self"', "", opened.html)
    assert not re.search(r"href|onerror=(?!alert\(1\)&gt;)", own)
    for box in [*opened.test.title, *opened.test.header, *opened.test.warning]:
        assert not re.search(r"(?<!\\)[!<\[]", box.value)
