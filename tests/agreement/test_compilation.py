"""The compilation is pure, is the committed one, and asks in SQL what the document says."""

import hashlib
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from expectations.annexes import Annexes, folder_of, load_annexes
from expectations.compile import compile_agreements, write_compiled
from expectations.errors import BadInputError
from expectations.loader import default_folder, load_agreements
from expectations.schema import Agreement
from expectations.signatures import require_signed
from expectations.tables import COLUMNS
from pipelines.home import project_root
from tests.agreement.documents import read, with_change
from tests.agreement.rendering import Macros, answer

COMMITTED = project_root() / "dbt_project" / "agreement"


def _shipped() -> dict[str, str]:
    annexes = load_annexes(folder_of(default_folder()))
    return compile_agreements(load_agreements(default_folder()), annexes)


def test_the_committed_compilation_is_that_of_the_shipped_agreement() -> None:
    found = {
        path.relative_to(COMMITTED).as_posix(): path.read_text("utf-8")
        for path in COMMITTED.rglob("*")
        if path.is_file()
    }
    assert found == _shipped()
    assert set(found) == {"conditions.sql", *(f"tables/{name}.csv" for name in COLUMNS)}


def test_the_same_agreement_compiles_to_the_same_texts() -> None:
    assert _shipped() == _shipped()


def test_what_no_longer_belongs_is_removed_and_what_stands_is_left(tmp_path: Path) -> None:
    write_compiled({"conditions.sql": "a", "tables/old.csv": "b"}, tmp_path)
    before = (tmp_path / "conditions.sql").stat().st_mtime_ns
    write_compiled({"conditions.sql": "a", "tables/new.csv": "c"}, tmp_path)
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} == {
        "conditions.sql",
        "new.csv",
    }
    assert (tmp_path / "conditions.sql").stat().st_mtime_ns == before


def test_a_changed_threshold_changes_the_sql_and_the_sentence_above_it(tmp_path: Path) -> None:
    old = compile_agreements([read(tmp_path)], Annexes())["conditions.sql"]
    text = with_change("field: engagement, is: at_least, value: 50",
                       "field: engagement, is: at_least, value: 65")  # fmt: skip
    new = compile_agreements([read(tmp_path, text)], Annexes())["conditions.sql"]
    changed = set(new.splitlines()) - set(old.splitlines())
    assert any("engagement at least 65" in line for line in changed)
    assert any("engagement >= 65" in line for line in changed)
    assert not any("engagement >= 50" in line for line in new.splitlines())


def test_compiling_touches_no_file_and_no_clock_and_is_the_same_in_every_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    agreements = load_agreements(default_folder())
    annexes = load_annexes(folder_of(default_folder()))
    once = compile_agreements(agreements, annexes)

    def refuse(*given: Any, **said: Any) -> None:
        raise AssertionError(f"opened {given}")

    with monkeypatch.context() as patched:
        for name in ("open", "scandir", "mkdir", "unlink", "stat"):
            patched.setattr(os, name, refuse)
        patched.setattr("builtins.open", refuse)
        patched.setattr("io.open", refuse)
        again = compile_agreements(agreements, annexes)
    assert again == once

    program = (
        "from tests.agreement.test_compilation import _shipped; import hashlib;"
        "print(hashlib.sha256(repr(sorted(_shipped().items())).encode()).hexdigest())"
    )
    for seed in ("1", "2"):
        ran = subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo", "LC_ALL": "C"},
            cwd=project_root(),
            capture_output=True,
            text=True,
            check=True,
        )
        expected = hashlib.sha256(repr(sorted(once.items())).encode()).hexdigest()
        assert ran.stdout.strip() == expected


def _version(folder: Path, day: str, *changes: tuple[str, str]) -> Agreement:
    text = with_change("effective_from: 2025-01-01", f"effective_from: {day}")
    text = with_change("review_by: 2025-12-31", "review_by: 2026-12-31", text)
    for old, new in changes:
        text = with_change(old, new, text)
    return read(folder, text, f"{day}.yml")


def test_the_version_in_force_changes_at_local_midnight_in_winter_and_in_summer(
    tmp_path: Path,
) -> None:
    """Berlin's midnight is 23:00Z in winter and 22:00Z in summer, New York's 04:00Z in summer."""
    macros = Macros(
        _version(tmp_path, "2025-01-01"),
        _version(tmp_path, "2025-07-01"),
        _version(tmp_path, "2025-12-01"),
        _version(
            tmp_path, "2026-07-01", ("time_zone: Europe/Berlin", "time_zone: America/New_York")
        ),
    )
    sql = macros.call("agreed_version", "moment")
    expected = {
        # the first version also applies backwards
        datetime(1999, 1, 1): "2025-01-01",
        datetime(2025, 6, 30, 21, 59, 59, 999_999): "2025-01-01",
        datetime(2025, 6, 30, 22): "2025-07-01",
        datetime(2025, 11, 30, 22, 59, 59): "2025-07-01",
        datetime(2025, 11, 30, 23): "2025-12-01",
        datetime(2026, 7, 1, 3, 59, 59): "2025-12-01",
        datetime(2026, 7, 1, 4): "2026-07-01",
        datetime(2040, 1, 1): "2026-07-01",
    }
    assert {moment: answer(sql, moment=moment) for moment in expected} == expected
    starts = [item["effective_at"] for item in macros.call("agreed_versions")]
    assert starts == [
        *("2024-12-31 23:00:00", "2025-06-30 22:00:00", "2025-11-30 23:00:00"),
        "2026-07-01 04:00:00",
    ]
    assert macros.call("agreed_time_zone") == "America/New_York"


def test_each_version_is_judged_by_its_own_terms(tmp_path: Path) -> None:
    macros = Macros(
        _version(tmp_path, "2025-01-01"),
        _version(
            tmp_path,
            "2025-07-01",
            ("field: engagement, is: at_least, value: 50", "field: fit, is: at_least, value: 9"),
            ("points: {session: 5, form: 20}", "points: {session: 7}"),
            ("after_days: 180", "after_days: 90"),
            ("      points: 40", "      points: 15"),
            ("[own.example]", "[other.example]"),
            ("Closed Won: won", "Signed: won"),
            ("what: page\n    one_of: [/pricing, /customers/*]", "what: event\n    any: true"),
            ("id: operations", "id: planners"),
            ("persona: operations", "persona: planners"),
        ),
    )
    first, second = "'2025-01-01'", "'2025-07-01'"

    def both(name: str, *given: str, **row: Any) -> tuple[Any, Any]:
        return tuple(
            answer(macros.call(name, version, *given), **row) for version in (first, second)
        )  # type: ignore[return-value]

    assert both("agreed_engagement_points", "kind", kind="session") == (5, 7)
    assert both("agreed_engagement_points", "kind", kind="form") == (20, 0)
    assert both("agreed_expiry_days") == (180, 90)
    assert both("agreed_fit", employees="50") == (40, 15)
    assert both("agreed_fit", employees=None) == (0, 0)
    assert both("agreed_persona", title="COO") == ("operations", "planners")
    assert both("agreed_exclusion", email_domain="Other.example") == (None, "our_own")
    deal = ("'salesforce'", "stage")
    assert both("agreed_deal_state", *deal, stage="Closed Won ") == ("won", "open")
    assert both("agreed_deal_state", *deal, stage="Signed") == ("open", "won")
    assert both("agreed_deal_state", *deal, stage=None) == ("open", "open")
    page, event = ("'ga4'", "'page'", "word"), ("'ga4'", "'event'", "word")
    assert both("agreed_activity", *page, word=" /Customers/Weserbau") == ("key_page", None)
    assert both("agreed_activity", *page, word="/customer") == (None, None)
    assert both("agreed_activity", *event, word="scroll") == (None, "key_page")
    assert answer(macros.call("agreed_team", "'web '")) == "marketing"
    assert answer(macros.call("agreed_team", "'Legal'")) is None
    conditions = [
        item["holds"] for item in macros.call("agreed_stages") if item["stage_id"] == "mql"
    ]
    row = {"demo_requests": 0, "fit": 40, "engagement": 49}
    assert [answer(sql, **row) for sql in conditions] == [False, True]


def test_a_condition_stands_between_marks_and_below_its_sentence(tmp_path: Path) -> None:
    text = compile_agreements([read(tmp_path)], Annexes())["conditions.sql"]
    name = "enters_2025_01_01__mql"
    said = (
        "2025-01-01 · MQL: demo requests at least 1 or (fit at least 40 and engagement at least 50)"
    )
    assert f"{{# {said} #}}\n{{% macro {name}() -%}}\n/* <{name}> */ (" in text
    assert text.count(f"/* <{name}> */") == text.count(f"/* </{name}> */") == 1


def test_a_draft_compiles_as_well(tmp_path: Path) -> None:
    """A version without signatures can be compiled and tried, never published."""
    draft = read(tmp_path)
    with pytest.raises(BadInputError, match="marketing has not signed"):
        require_signed([draft])
    versions = compile_agreements([draft], Annexes())["tables/versions.csv"]
    assert ",False,,,False\n" in versions
