"""Nobody may ask what the gates cannot answer: every operator of every kind of field."""

from functools import cache

import duckdb
import pytest
from pydantic import TypeAdapter

from expectations.gates.answers import clauses_of, holds, told
from expectations.schema import Clause, Condition
from expectations.vocabulary import FIELDS, OPERATORS_BY_KIND, STAGE_OPERATORS

ASKED = [
    (field.name, operator)
    for field in FIELDS.values()
    for operator in OPERATORS_BY_KIND[field.kind]
    if operator in STAGE_OPERATORS
]


EVERYTHING = [
    (field.name, operator)
    for field in FIELDS.values()
    for operator in OPERATORS_BY_KIND[field.kind]
    if operator != "domain_one_of" or field.name == "email"
]


@cache
def database() -> duckdb.DuckDBPyConnection:
    """Return one database in memory for all questions."""
    return duckdb.connect()


def known(condition: Condition, **columns: str | None) -> bool:
    """Whether a condition holds of a state with these columns."""
    names = ", ".join(
        f"cast(${number} as varchar) as {name}" for number, name in enumerate(columns, 1)
    )
    row = (
        database()
        .execute(f"select {told(condition, [])} from (select {names})", [*columns.values()])
        .fetchone()
    )
    assert row is not None
    return bool(row[0])


def answer(condition: Condition, *got: str | None) -> bool:
    columns = {at: f"${number}" for number, (at, _) in enumerate(clauses_of(condition), start=1)}
    sql = f"select {holds(condition, columns, [])}"
    row = database().execute(sql, [None if item is None else str(item) for item in got]).fetchone()
    assert row is not None
    return bool(row[0])


@pytest.mark.parametrize(("field", "operator"), ASKED)
def test_every_question_of_a_stage_is_answered(field: str, operator: str):
    deal = FIELDS[field].kind == "deal"
    value = {"at_least": "7", "one_of": ["won" if deal else "7"], "known": None}.get(
        operator, "won" if deal else "7"
    )
    clause = Clause.model_validate({"field": field, "is": operator, "value": value})
    met = "known" if not FIELDS[field].shown else "won" if deal else "7"
    assert answer(clause, met)
    assert not answer(clause, None)


def test_nesting_is_the_document_s_own():
    condition = TypeAdapter(Condition).validate_python(
        {
            "all": [
                {"field": "forms", "is": "at_least", "value": "1"},
                {
                    "any": [
                        {"field": "deal", "is": "equals", "value": "closed"},
                        {
                            "all": [
                                {"field": "crm_label", "is": "one_of", "value": ["A", "B"]},
                                {"field": "employees", "is": "equals", "value": "50"},
                            ]
                        },
                    ]
                },
            ]
        }
    )
    assert [at for at, _ in clauses_of(condition)] == [
        *("all.1", "all.2.any.1", "all.2.any.2.all.1", "all.2.any.2.all.2")
    ]
    assert answer(condition, "1", "lost", None, None)
    assert answer(condition, "3", "open", "B", "50.0")
    assert not answer(condition, "0", "won", "A", "50"), "the form is missing"
    assert not answer(condition, "1", "open", "B", "49"), "too small"
    assert not answer(condition, "1", "open", "b", "50"), "a label is not its lower case"


def test_a_question_that_needs_absence_is_refused():
    with pytest.raises((ValueError, KeyError)):
        holds(
            Clause.model_validate({"field": "sessions", "is": "at_most", "value": "3"}),
            {"1": "x"},
            [],
        )


@pytest.mark.parametrize(("field", "operator"), EVERYTHING)
def test_every_question_of_who_somebody_is_has_its_bounds(field: str, operator: str):
    """Private values too, of which a state knows more than evidence may say."""
    deal = FIELDS[field].kind == "deal"
    value, meeting, missing = {
        "at_least": ("7", ["7", "8"], ["6"]),
        "at_most": ("7", ["7", "-1"], ["8"]),
        "between": (["7", "9"], ["7", "9"], ["6", "10"]),
        "equals": ("7", ["7"], ["8"]),
        "one_of": (["7", "9"], ["7", " 9 "], ["79"]),
        "contains_any": (
            ["COO", "head of ops."],
            ["coo", "Deputy COO, Weser", "Head\u0020\u0020of-ops & more"],
            ["coordinator", "head of the ops", "ops, head of"],
        ),
        "domain_one_of": (["Own.example"], ["a@own.example"], ["a@own.example.com", "own.example"]),
        "known": (None, ["7"], ["", "  "]),
    }[operator]
    if deal and operator != "known":
        value, meeting, missing = (value and ["closed"], ["won", "lost", "closed"], ["open"])
        value = value if operator == "one_of" else "closed"
    clause = Clause.model_validate({"field": field, "is": operator, "value": value})
    column = FIELDS[field].column
    assert [got for got in meeting if not known(clause, **{column: got})] == []
    assert [got for got in [*missing, None] if known(clause, **{column: got})] == []
