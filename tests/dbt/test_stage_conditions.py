"""Every clause of every stage of the shipped agreement has states that just meet and just miss it.

The cases are those of the dbt unit tests in `stage_unit_tests.yml`; here it is asked that none is
missing, and that each threshold and each word of the compiled SQL is one that decides some case.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
import yaml

from tests.dbt.built import COMPILED, MODELS

CONDITIONS = (COMPILED / "conditions.sql").read_text(encoding="utf-8")
STAGE = re.compile(r'^    (\{"version".*"clauses": .*\}),$', re.MULTILINE)
MACRO = re.compile(r"\{% macro (enters_\w+)\(\) -%\}\n(.*?)\n\{%- endmacro %\}", re.DOTALL)
THRESHOLD = re.compile(r"(?<=[<>]= )\d+")
WORD = re.compile(r"'(?:[^']|'')*'")
MARKER = re.compile(r"/\* .*? \*/")


def _stages() -> Iterator[tuple[str, str, list[str], str]]:
    """Yield version, stage, its clauses and its SQL from the committed compilation."""
    sql = dict(MACRO.findall(CONDITIONS))
    for line in STAGE.findall(CONDITIONS):
        text = re.sub(r'"holds": (enters_\w+)\(\)', r'"holds": "\1"', line).replace("none", "null")
        stage = json.loads(text)
        if stage["holds"] is not None:
            clauses = [clause["clause"] for clause in stage["clauses"]]
            yield stage["version"], stage["stage_id"], clauses, sql[stage["holds"]]


def _changed_stages() -> Iterator[tuple[str, str, list[str], str]]:
    """Yield what `_stages` does of the first version, and of a later one where it asks otherwise.

    The stage is named as its unit test is: by the version too, if that is not the first.
    """
    asked: dict[str, str] = {}
    for version, stage, clauses, sql in sorted(_stages(), key=lambda found: found[0]):
        condition = MARKER.sub("", sql)
        if asked.get(stage) != condition:
            since = f"__since_{version.replace('-', '_')}" if stage in asked else ""
            asked[stage] = condition
            yield version, stage + since, clauses, sql


STAGES = list(_changed_stages())
CLAUSES = [(stage, clause) for _, stage, clauses, _ in STAGES for clause in clauses]


def _unit_test(stage: str) -> dict[str, Any]:
    path = MODELS / "core" / "stage_unit_tests.yml"
    tests = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["unit_tests"]
    (found,) = [test for test in tests if test["name"] == f"stage_firsts__{stage}"]
    return dict(found)


def _states(stage: str) -> list[dict[str, Any]]:
    """Return the states that a stage's unit test begins from."""
    (given,) = _unit_test(stage)["given"]
    return list(given["rows"])


def _says(state: dict[str, Any]) -> tuple[str, list[str]]:
    """Return whether a state meets or misses, and which clauses: its journey's id says so."""
    what, *clauses = state["journey_id"].partition(":")[0].split()
    return what, clauses


def _holding(stage: str, sql: str) -> list[str]:
    """Return the states that a condition holds on, asked of DuckDB alone."""
    states = _states(stage)
    columns = sorted({column for state in states for column in state})
    kinds = {
        column: "bigint"
        if any(isinstance(state.get(column), int) for state in states)
        else "varchar"
        for column in columns
    }
    with duckdb.connect() as connection:
        connection.execute(
            f"create table states ({', '.join(f'{name} {kind}' for name, kind in kinds.items())})"
        )
        connection.executemany(
            f"insert into states values ({', '.join('?' for _ in columns)})",
            [[state.get(column) for column in columns] for state in states],
        )
        found = connection.execute(f"select journey_id from states where {sql}").fetchall()
    return sorted(journey for (journey,) in found)


def test_the_shipped_stages_are_found() -> None:
    """The searches above see the whole compilation."""
    assert [stage for _, stage, _, _ in STAGES] == [
        "lead",
        "mql",
        "sal",
        "sql",
        "opportunity",
        "won",
        "mql__since_2025_07_01",
    ]
    assert len(CLAUSES) == 12 + 4
    assert len(MACRO.findall(CONDITIONS)) == 6 * 3


@pytest.mark.parametrize(("stage", "clause"), CLAUSES)
@pytest.mark.parametrize("what", ["meets", "misses"])
def test_a_clause_has_a_state_that_just_meets_and_one_that_just_misses_it(
    stage: str, clause: str, what: str
) -> None:
    assert any(
        found == what and clause in clauses for found, clauses in map(_says, _states(stage))
    ), f"stage_firsts__{stage} has no journey that {what} {clause}"


@pytest.mark.parametrize(
    ("version", "stage"), [(version, stage) for version, stage, _, _ in STAGES]
)
def test_what_meets_enters_and_what_misses_does_not(version: str, stage: str) -> None:
    """The unit test expects the stage for exactly those that its states' names promise."""
    entered = stage.partition("__")[0]
    expected = {
        row["journey_id"]
        for row in _unit_test(stage)["expect"]["rows"]
        if row["stage_id"] == entered
    }
    assert {state["agreement_version"] for state in _states(stage)} == {version}
    assert expected == {
        state["journey_id"] for state in _states(stage) if _says(state)[0] == "meets"
    }


@pytest.mark.parametrize(("stage", "sql"), [(stage, sql) for _, stage, _, sql in STAGES])
def test_every_threshold_and_every_word_decides_a_case(stage: str, sql: str) -> None:
    """Each is changed alone, a number both ways; some state must then be judged otherwise."""
    as_signed = _holding(stage, sql)
    assert as_signed == sorted(
        state["journey_id"] for state in _states(stage) if _says(state)[0] == "meets"
    )
    changes = list(_changes(sql))
    assert changes
    undecided = [change for change, changed in changes if _holding(stage, changed) == as_signed]
    assert undecided == []


def _changes(sql: str) -> Iterator[tuple[str, str]]:
    """Yield each change of one number or word, and the SQL with it."""
    for found in THRESHOLD.finditer(sql):
        for number in (int(found[0]) - 1, int(found[0]) + 1):
            yield f"{found[0]} to {number}", sql[: found.start()] + str(number) + sql[found.end() :]
    for found in WORD.finditer(sql):
        yield f"{found[0]} gone", sql[: found.start()] + "'no such word'" + sql[found.end() :]
