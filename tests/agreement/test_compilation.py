"""The compilation is pure, is the committed one, and asks in SQL what the document says."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from expectations.annexes import Annexes, folder_of, load_annexes
from expectations.calendars import working_intervals
from expectations.compile import compile_agreements, write_compiled
from expectations.conditions import evidence, sentence, to_sql
from expectations.loader import default_folder, load_agreements
from expectations.schema import Agreement, Clause
from expectations.tables import COLUMNS
from pipelines.home import project_root
from tests.agreement.documents import COMPLETE, read, with_change

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


def test_a_version_starts_at_its_local_midnight_in_summer_time_too(tmp_path: Path) -> None:
    first = read(tmp_path)
    later_text = COMPLETE.replace("effective_from: 2025-01-01", "effective_from: 2025-07-01")
    later = read(tmp_path, later_text, "2025-07-01.yml")
    compiled = compile_agreements([first, later], Annexes())["conditions.sql"]
    # 1 July 00:00 in Berlin is UTC+2
    assert "when {{ instant }} >= timestamp '2025-06-30 22:00:00' then '2025-07-01'" in compiled
    assert "else '2025-01-01'" in compiled


def _holds(clause: dict[str, Any], **row: Any) -> Any:
    sql = to_sql(Clause.model_validate(clause), [])
    columns = ", ".join(f"${name} as {name}" for name in row)
    with duckdb.connect() as connection:
        found = connection.execute(f"select {sql} from (select {columns})", row).fetchone()
    assert found is not None
    return found[0]


@pytest.mark.parametrize(
    ("clause", "row", "expected"),
    [
        ({"field": "forms", "is": "at_least", "value": "2"}, {"forms": 2}, True),
        ({"field": "forms", "is": "at_least", "value": "2"}, {"forms": 1}, False),
        ({"field": "forms", "is": "at_most", "value": "2"}, {"forms": 3}, False),
        ({"field": "forms", "is": "equals", "value": "2"}, {"forms": 2}, True),
        ({"field": "fit", "is": "between", "value": ["1", "3"]}, {"fit": 3}, True),
        ({"field": "fit", "is": "between", "value": ["1", "3"]}, {"fit": 4}, False),
        ({"field": "employees", "is": "at_least", "value": "50"}, {"employees": "50"}, True),
        ({"field": "employees", "is": "at_least", "value": "50"}, {"employees": "many"}, False),
        ({"field": "employees", "is": "at_least", "value": "50"}, {"employees": None}, False),
        ({"field": "crm_label", "is": "one_of", "value": ["A", "B"]}, {"crm_label": " B "}, True),
        ({"field": "crm_label", "is": "equals", "value": "A"}, {"crm_label": "a"}, False),
        ({"field": "crm_label", "is": "equals", "value": "A"}, {"crm_label": None}, False),
        ({"field": "deal", "is": "equals", "value": "closed"}, {"deal_state": "lost"}, True),
        ({"field": "deal", "is": "equals", "value": "won"}, {"deal_state": "lost"}, False),
        ({"field": "title", "is": "contains_any", "value": ["coo"]}, {"title": "COO & Co"}, True),
        (
            {"field": "title", "is": "contains_any", "value": ["coo"]},
            {"title": "Coordinator"},
            False,
        ),
        (
            {"field": "title", "is": "contains_any", "value": ["head of it"]},
            {"title": "Deputy Head of IT"},
            True,
        ),
        ({"field": "country", "is": "equals", "value": "no"}, {"country": "NO "}, True),
        ({"field": "email", "is": "domain_one_of", "value": ["a.example"]},
         {"email": "x@A.example"}, True),
        ({"field": "industry", "is": "known"}, {"industry": "  "}, False),
        ({"field": "industry", "is": "known"}, {"industry": "HVAC"}, True),
        ({"field": "industry", "is": "known"}, {"industry": None}, False),
    ],
)  # fmt: skip
def test_a_clause_asks_what_it_says(
    clause: dict[str, Any], row: dict[str, Any], expected: bool
) -> None:
    assert _holds(clause, **row) is expected


@pytest.mark.parametrize("field", ["country", "crm_label", "title"])
def test_sql_in_a_value_stays_a_word(field: str) -> None:
    hostile = "x'); drop table y; --"
    operator = {"title": "contains_any"}.get(field, "one_of")
    clause = {"field": field, "is": operator, "value": [hostile]}
    assert _holds(clause, **{field: "anything"}) is False
    if field != "title":  # punctuation parts words in a title
        assert _holds(clause, **{field: hostile}) is True


def test_a_condition_reads_as_a_sentence_and_private_values_are_only_known(
    tmp_path: Path,
) -> None:
    agreement = read(tmp_path)
    mql = agreement.stages[2].enter_when
    assert mql is not None
    said = sentence(mql, agreement.attributes)
    assert said == "demo requests at least 1 or (fit at least 40 and engagement at least 50)"
    assert [(c.clause, c.field, c.operator, c.wanted) for c in evidence(mql, [])] == [
        ("any.1", "demo_requests", "at_least", "1"),
        ("any.2.all.1", "fit", "at_least", "40"),
        ("any.2.all.2", "engagement", "at_least", "50"),
    ]
    (private,) = evidence(agreement.personas[0].matches, [])
    assert re.fullmatch(r"case when .* then 'known' end", private.got)


def _intervals(text: str, folder: Path, annexes: Annexes | None = None) -> list[Any]:
    agreement: Agreement = read(folder, text)
    return list(working_intervals([agreement], annexes or Annexes()))


def test_working_hours_follow_the_clock_of_the_wall(tmp_path: Path) -> None:
    """Lisbon, 09:00 to 17:30: UTC in winter, UTC+1 in summer (from 30 March 2025)."""
    found = {row[1].date().isoformat(): row for row in _intervals(COMPLETE, tmp_path)}
    friday, monday = found["2025-03-28"], found["2025-03-31"]
    assert friday[1:4] == (datetime(2025, 3, 28, 9), datetime(2025, 3, 28, 17, 30), 30_600)
    assert monday[1:4] == (datetime(2025, 3, 31, 8), datetime(2025, 3, 31, 16, 30), 30_600)
    assert monday[4] - friday[4] == 30_600
    assert "2025-03-29" not in found


def test_a_holiday_is_no_working_day(tmp_path: Path) -> None:
    annexes = Annexes.model_validate(
        {
            "holidays": {
                "owner": "A",
                "updated_on": "2025-01-01",
                "holidays": {"portugal": [{"day": "2025-04-25", "label": "Freedom Day"}]},
            }
        }
    )
    days = [row[1].date().isoformat() for row in _intervals(COMPLETE, tmp_path, annexes)]
    assert "2025-04-24" in days
    assert "2025-04-25" not in days
