"""Whole runs: nothing new is nothing done, a failed check holds, same inputs same numbers."""

import errno
import json
import os
import subprocess
import sys

import duckdb
import pytest

from expectations.errors import HeldError, SmarketingError
from pipelines.build import build
from pipelines.candidate import Table
from pipelines.home import Home, project_root
from pipelines.inputs import fingerprint_of, read_inputs
from pipelines.manifest import published_manifest, published_run_id
from pipelines.run import UNCHANGED, run
from pipelines.sources.landing import land
from tests.example.published import EXAMPLE
from tests.run.company import Company, arguments_of
from tests.run.publishing import publish_as
from tests.run.terminal import Terminal

HEAVY = ("dagster", "dbt", "great_expectations", "pandas")


def test_a_second_run_loads_and_publishes_nothing(home: Home) -> None:
    before = published_run_id(home), home.work_db.stat().st_mtime_ns

    outcome = run(home, EXAMPLE, lambda _: None)

    assert (outcome.state, outcome.new_files, outcome.materialized) == (UNCHANGED, 0, 0)
    assert (published_run_id(home), home.work_db.stat().st_mtime_ns) == before
    assert json.loads(home.status.read_text())["state"] == "unchanged"


def test_nothing_new_ends_before_anything_heavy_is_imported(home: Home) -> None:
    code = (
        "import sys; from pipelines.cli import main\n"
        "try: main()\n"
        "except SystemExit as ended: assert not ended.code, ended.code\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code, *arguments_of(EXAMPLE)],
        env={**os.environ, "SMARKETING_HOME": str(home.root)},
        cwd=project_root(),
        capture_output=True,
        text=True,
        check=True,
    )

    assert "Nothing new, nothing published" in answer.stdout
    assert answer.stdout.splitlines()[-1] == "[]"


def test_every_input_changes_the_fingerprint(home: Home, company: Company) -> None:
    def now() -> str:
        inputs = read_inputs(company.request)
        land(inputs.config, home, lambda _: None)
        return fingerprint_of(home, inputs)

    seen = [now()]
    company.rename(home, "Nordlicht SE")
    seen.append(now())
    company.change("sources.yml", "stale_after_hours: 48", "stale_after_hours: 72")
    seen.append(now())
    company.change("annexes/exchange_rates.yml", "rate: ", "rate: 1")
    seen.append(now())
    company.change(
        "webinars/attendance.csv",
        "\n",
        "\n",
    )
    attendance = company.folder / "webinars" / "attendance.csv"
    last = attendance.read_text().splitlines()[-1]
    attendance.write_text(attendance.read_text() + last + "\n")
    seen.append(now())
    home.key_file.chmod(0o600)
    home.key_file.write_text("ab" * 64)
    seen.append(now())

    assert len(set(seen)) == len(seen) == 6
    assert now() == seen[-1]


@pytest.mark.slow
def test_the_same_inputs_give_the_same_marts(example: Home, home: Home) -> None:
    """The marts of the published run, and marts built anew from the landed bytes."""
    inputs = read_inputs(EXAMPLE)
    for path in (home.work_db, home.marts_db):
        path.unlink()

    build(home, inputs.config, inputs.agreements, inputs.annexes, None, lambda _: None)
    again = publish_as(home, "again")

    first = published_manifest(example)
    assert first is not None

    def marts(tables: dict[str, Table]) -> dict[str, str]:
        own = {"run", "check_results"}
        return {name: table["content"] for name, table in tables.items() if name not in own}

    assert marts(again.tables["funnel.duckdb"]) == marts(first.tables["funnel.duckdb"])
    assert again.tables["people.duckdb"] == first.tables["people.duckdb"]


@pytest.mark.slow
def test_a_stale_required_source_holds_the_run_at_the_first_gate(
    terminal: Terminal, company: Company
) -> None:
    company.change("sources.yml", "stale_after_hours: 48", "stale_after_hours: 1")
    before = terminal.home.current.readlink()

    answer = terminal.run(*company.arguments)

    assert answer.code == 3
    assert answer.err.count("held these numbers back") == 1
    assert "crm: it was delivered in time" in answer.err
    assert "Traceback" not in answer.err
    assert "building the models" not in answer.err
    assert terminal.home.current.readlink() == before
    status = terminal.status()
    assert status["state"] == "held"
    assert status["published_run_id"] == before.name
    assert [check["check_id"] for check in status["failed_checks"]] == ["landing.crm.fresh"]


@pytest.mark.slow
def test_a_drop_against_what_was_published_holds_the_run_at_the_second_gate(
    terminal: Terminal, company: Company
) -> None:
    """The marketing tool falls out of the sources file, and with it half a year of leads."""
    text = company.sources.read_text()
    start = text.index("  - name: marketing")
    company.sources.write_text(text[:start] + text[text.index("  - name: crm") :])
    before = terminal.home.current.readlink()

    answer = terminal.run(*company.arguments)

    assert answer.code == 3
    assert "No closed month lost what was published before" in answer.err
    assert terminal.home.current.readlink() == before
    assert "publish.totals.closed_months" in [
        check["check_id"] for check in terminal.status()["failed_checks"]
    ]


@pytest.mark.slow
def test_a_past_moment_is_rebuilt_and_not_published(terminal: Terminal, company: Company) -> None:
    before = terminal.home.current.readlink(), terminal.home.status.read_bytes()

    answer = terminal.run(*company.arguments, "--as-of", "2025-03-31")

    assert answer.code == 0
    # the last day of the website that was delivered by then
    assert answer.out.startswith("Rebuilt, not published · 6 Jan–26 Mar 2025")
    assert (terminal.home.current.readlink(), terminal.home.status.read_bytes()) == before
    assert [path.name for path in terminal.home.scratch.parent.iterdir()] == ["funnel.duckdb"]


def test_a_model_that_cannot_be_built_is_named_with_the_databases_words(
    home: Home, example: Home
) -> None:
    inputs = read_inputs(EXAMPLE)
    conditions = (home.agreement / "conditions.sql").read_text("utf-8")
    broken = {"conditions.sql": conditions.replace("macro agreed_currency", "macro agreed_money")}

    with pytest.raises(SmarketingError) as told:
        build(home, inputs.config, inputs.agreements, inputs.annexes, None, print, broken)

    assert not isinstance(told.value, HeldError)
    assert told.value.exit_code == 1
    assert "agreed_currency" in str(told.value)
    assert "Nothing was published" in str(told.value)
    assert published_run_id(home) == published_run_id(example)


@pytest.mark.parametrize(
    ("problem", "says"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/home/x"), "is full"),
        (duckdb.IOException("IO Error: write failed: No space left on device"), "is full"),
        (
            PermissionError(errno.EACCES, "Permission denied", "/home/x"),
            "/home/x: Permission denied",
        ),
    ],
)
def test_what_the_system_refuses_is_no_bug(
    terminal: Terminal,
    company: Company,
    monkeypatch: pytest.MonkeyPatch,
    problem: Exception,
    says: str,
) -> None:
    def refuse(*_: object) -> None:
        raise problem

    monkeypatch.setattr("pipelines.session.land", refuse)

    answer = terminal.run(*company.arguments)

    assert answer.code == 1
    assert says in answer.err
    assert "bug" not in answer.err
    assert "the last published numbers stay" in answer.err
    assert terminal.status()["state"] == "failed"


def test_a_bug_is_told_in_one_message_with_its_trace_in_a_file(
    terminal: Terminal, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: object) -> None:
        raise ValueError("the moon is full")

    monkeypatch.setattr("pipelines.session.land", break_down)
    before = terminal.home.current.readlink()

    answer = terminal.run(*company.arguments)

    assert answer.code == 1
    assert "This is a bug: ValueError: the moon is full" in answer.err
    assert "Traceback" not in answer.err
    trace = next(terminal.home.logs.glob("*-error.log"))
    assert str(trace) in answer.err
    assert "break_down" in trace.read_text()
    assert terminal.home.current.readlink() == before
    assert terminal.status()["state"] == "failed"
