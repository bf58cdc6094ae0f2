"""Every check of both gates: green on good tables, red on its bad row, blocking as it says."""

import hashlib
import re
from dataclasses import astuple
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from expectations.gates import CheckResult, blocking_failures, gate_one, gate_two
from expectations.gates.answers import clauses_of
from expectations.gates.checks import Check
from expectations.gates.inspection import inspect
from expectations.gates.suites import landing_suite, publish_suite
from tests.gates.breaks import BREAKS, FUNNEL, JUDGED, TERMS, change, entry, know
from tests.gates.company import FILES, Warehouse, agreements, contracts, warehouse


@pytest.fixture
def company(tmp_path: Path) -> Warehouse:
    return warehouse(tmp_path)


@cache
def suite() -> dict[str, Check]:
    """Return every check of both gates by its id; a bad row changes none of them."""
    with TemporaryDirectory() as folder:
        good = warehouse(Path(folder))
        checks = [
            *landing_suite(good.work, agreements()),
            *publish_suite(good.work, good.marts, agreements(), True),
        ]
    return {check.check_id: check for check in checks}


def ask(company: Warehouse, *check_ids: str) -> list[CheckResult]:
    files = {name: company.folder / f"{name}.duckdb" for name in FILES}
    return inspect([suite()[check_id] for check_id in check_ids], files)


def both_gates(company: Warehouse) -> list[CheckResult]:
    return [
        *gate_one(company.work, agreements()),
        *gate_two(company.work, company.marts, agreements(), company.published),
    ]


def test_every_check_is_green_on_good_tables_and_nothing_is_printed(
    company: Warehouse,
    capfd: pytest.CaptureFixture[str],
    recwarn: pytest.WarningsRecorder,
    caplog: pytest.LogCaptureFixture,
):
    # as a run has it, whose other tools log
    caplog.set_level("INFO")
    before = {
        path: hashlib.sha256(path.read_bytes()).hexdigest() for path in company.folder.iterdir()
    }
    results = both_gates(company)
    assert [result for result in results if result.status != "passed"] == []
    assert blocking_failures(results) == []
    # Python itself keeps quiet about what its own modules will lose one day
    told = [warning for warning in recwarn if warning.category is not DeprecationWarning]
    assert [str(warning.message) for warning in told] == []
    assert capfd.readouterr() == ("", "")
    assert [item.message for item in caplog.records if item.name != "py.warnings"] == []
    after = {
        path: hashlib.sha256(path.read_bytes()).hexdigest() for path in company.folder.iterdir()
    }
    assert after == before, "the gates only read, and leave nothing beside the files"


def test_the_files_are_free_for_a_writer_afterwards(company: Warehouse):
    both_gates(company)
    company.change("create table work.landing.written as select 1 as here")


def test_every_check_has_a_bad_row_and_every_bad_row_a_check():
    assert set(BREAKS) == set(suite())


@pytest.mark.parametrize("check_id", BREAKS)
def test_one_bad_row_turns_its_check_red(company: Warehouse, check_id: str):
    company.change(BREAKS[check_id])
    (result,) = ask(company, check_id)
    assert (result.status, result.failed_rows) == ("failed", 1), result.observed
    assert result.blocks == (result.severity == "block")


@pytest.mark.parametrize(("version", "stage"), TERMS)
def test_what_just_meets_the_signed_terms_is_green(company: Warehouse, version: str, stage: str):
    clauses, meeting, _ = TERMS[version, stage]
    for got in meeting:
        company.change(entry(version, stage, got, clauses))
    name = f"{version.replace('-', '_')}.{stage}"
    results = ask(company, f"publish.terms.{name}", f"publish.meets.{name}")
    assert [result.status for result in results] == ["passed", "passed"]


def test_each_clause_of_a_persona_an_exclusion_or_a_score_is_asked(company: Warehouse):
    """One row that just misses it is red, and one that just meets it is green."""
    said = {}
    with company.attached() as connection:
        changed = {"states": "work.core.journey_states", "rows": FUNNEL}
        for kept, table in changed.items():
            connection.execute(f"create temp table {kept} as from {table}")
        for place, tried in JUDGED.items():
            version, _, clause = place.partition(" ")
            part, item, _ = clause.split(".", 2)
            check = suite()[f"publish.{part}.{version.replace('-', '_')}.{item}"]
            for statements in tried:
                connection.execute(statements)
                (failed, *_) = connection.execute(check.sql()).fetchone() or ()
                said.setdefault(place, []).append(failed)
                for kept, table in changed.items():
                    connection.execute(f"delete from {table}; insert into {table} from {kept}")
    assert said == {place: [1, 0] for place in JUDGED}


def test_every_clause_of_who_somebody_is_has_a_row_that_just_misses_it():
    clauses = set()
    for agreement in agreements():
        said = [("personas", item.id, item.matches) for item in agreement.personas]
        said += [("exclusions", item.id, item.when) for item in agreement.exclusions]
        clauses |= {
            f"{agreement.version} {part}.{item}.{at}"
            for part, item, condition in said
            for at, _ in clauses_of(condition)
        }
        rules = [f"fit.{place}" for place, _ in enumerate(agreement.scoring.fit, start=1)]
        kinds = [f"engagement.{kind}" for kind in agreement.scoring.engagement.points]
        clauses |= {f"{agreement.version} points.{item}" for item in (*rules, *kinds)}
    assert set(JUDGED) == clauses


def test_the_first_persona_that_matches_is_shown(company: Warehouse):
    company.change(know("ben-1", 4, "title = 'CIO and head of operations'"))
    check_ids = [f"publish.personas.2025_04_01{item}" for item in ("", ".operations", ".it")]
    assert [item.status for item in ask(company, *check_ids)] == ["passed"] * 3
    company.change(change("ben-1", "sal", "persona_id = 'it'"))
    assert [item.failed_rows for item in ask(company, *check_ids)] == [0, 0, 1]


def test_points_that_are_too_old_count_no_more(company: Warehouse):
    """Ninety days to the second: what is as old as the window gives nothing."""
    check_id = "publish.points.2025_04_01.engagement"
    company.change(know("ben-1", 1, "occurred_at = timestamp '2025-01-12 07:00:01'"))
    assert [item.status for item in ask(company, check_id)] == ["passed"]
    company.change(know("ben-1", 1, "occurred_at = timestamp '2025-01-12 07:00:00'"))
    assert [item.failed_rows for item in ask(company, check_id)] == [1]


def test_what_an_agreement_does_not_say_can_be_asked_all_the_same(company: Warehouse):
    """No promises, plans, targets, personas, labels or exclusions: none of them is an error."""
    unsaid = {name: [] for name in ("promises", "handoffs", "personas", "labels", "exclusions")}
    least = [
        agreement.model_copy(
            update={
                **unsaid,
                "kpis": [kpi.model_copy(update={"targets": {}}) for kpi in agreement.kpis],
                "exits": [way for way in agreement.exits if way.id == "expired"],
            }
        )
        for agreement in agreements()
    ]
    results = gate_two(company.work, company.marts, least, company.published)
    assert [result for result in results if result.status == "error"] == []


def test_what_cannot_be_asked_is_an_error_that_blocks(company: Warehouse):
    company.change("alter table marts.main.label_disagreements drop column stage_id")
    results = gate_two(company.work, company.marts, agreements(), company.published)
    by_id = {result.check_id: result for result in results}
    broken = by_id["publish.labels.agree"]
    assert (broken.status, broken.severity, broken.blocks) == ("error", "warn", True)
    assert "stage_id" in broken.observed
    assert blocking_failures(results) == [broken], "the others are still asked"


def test_a_file_that_is_gone_makes_every_check_an_error(company: Warehouse):
    company.published.unlink()
    results = gate_two(company.work, company.marts, agreements(), company.published)
    assert {result.status for result in results} == {"error"}
    assert len(blocking_failures(results)) == len(results)


def test_a_source_that_is_not_required_only_warns(company: Warehouse):
    sources = ("crm", "webinars")
    for source in sources:
        company.change(BREAKS[f"landing.{source}.fresh"])
    results = gate_one(company.work, agreements())
    stale = {result.source: result for result in results if result.status == "failed"}
    assert {name: result.severity for name, result in stale.items()} == {
        "crm": "block",
        "webinars": "warn",
    }
    assert [result.source for result in blocking_failures(results)] == ["crm"]
    assert stale["crm"].observed == "last export 48 h before the data ends"


def test_the_first_publication_has_nothing_to_be_compared_with(company: Warehouse):
    results = gate_two(company.work, company.marts, agreements(), None)
    found = next(item for item in results if item.check_id == "publish.totals.closed_months")
    assert (found.status, found.observed) == ("passed", "compared with no earlier publication")


@pytest.mark.parametrize(
    ("version", "status", "said"),
    [
        ("2025-01-01", "passed", "(other terms judge every month now)"),
        ("2025-04-01", "failed", "(other terms judge those since 2025-04)"),
    ],
)
def test_months_that_other_terms_judge_are_not_compared(
    company: Warehouse, version: str, status: str, said: str
):
    """What was won in February is held against the past while February's own terms stand."""
    company.change(BREAKS["publish.totals.closed_months"])
    company.change(
        "update published.main.dim_agreement set digest = 'another'"
        f" where agreement_version = '{version}'"
    )
    (result,) = ask(company, "publish.totals.closed_months")
    assert result.status == status, result.observed
    assert said in result.observed


def test_one_correction_in_a_closed_month_is_no_drop(company: Warehouse):
    company.change(f"delete from {FUNNEL} where stage_id = 'won'")
    (result,) = ask(company, "publish.totals.closed_months")
    assert result.status == "passed", result.observed


def test_a_red_check_shows_an_id_and_what_was_found(company: Warehouse):
    company.change(BREAKS["publish.meets.2025_01_01.mql"])
    (result,) = ask(company, "publish.meets.2025_01_01.mql")
    assert result.observed == (
        "1 of 2 rows; for example bad: demo_requests 0; industry Energy; engagement 49"
    )
    assert result.expected == (
        "Demo requests at least 1 or (industry one of Energy, HVAC and engagement at least 50)"
    )
    assert (result.clause, result.kpis) == ("stages.mql.enter_when (2025-01-01)", "mqls")


def test_no_result_shows_a_private_value(company: Warehouse):
    company.change(BREAKS["publish.evidence.private"])
    company.change("insert into marts.main.dim_person (country) values ('anna.berg@weser.example')")
    company.change("insert into marts.main.dim_person (country) values (' anna BERG')")
    results = gate_two(company.work, company.marts, agreements(), company.published)
    shown = " ".join(str(part) for result in results for part in astuple(result))
    assert not re.search("anna|berg|Head of operations", shown, re.IGNORECASE)
    named = next(item for item in results if item.check_id == "publish.privacy.dim_person")
    assert named.failed_rows == 2, "an address and a known name"


def test_two_deals_at_once_are_two_journeys_at_once(company: Warehouse):
    company.change(
        "update marts.main.dim_journey set opened_at = '2025-02-10', opportunity_id = md5('d9')"
        " where journey_id = md5('anna-2')"
    )
    (result,) = ask(company, "publish.journeys.apart")
    assert result.status == "passed", result.observed


def test_the_first_version_also_judges_earlier_history(company: Warehouse):
    company.change(change("own-1", "visit", "entered_at = '2024-06-01 10:00'"))
    (result,) = ask(company, "publish.versions.in_force")
    assert result.status == "passed", result.observed


def test_results_name_the_document_s_own_kpis_and_sources():
    kpis = {kpi.id for kpi in agreements()[-1].kpis}
    for check in suite().values():
        assert re.fullmatch(r"(landing|publish)(\.[a-z0-9_]+)+", check.check_id)
        assert set(filter(None, check.kpis.split(", "))) <= kpis
        assert check.label
        assert check.expected
    unread = {table for table in contracts() if f"publish.privacy.{table}" not in suite()}
    assert unread == {"dim_date"}, "only a table without a text needs no search for names"
