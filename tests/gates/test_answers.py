"""A stage may only ask what the gate can answer: every operator of every kind of field."""

import duckdb
import pytest
from pydantic import TypeAdapter

from expectations.gates.answers import clauses_of, holds
from expectations.schema import Clause, Condition
from expectations.vocabulary import FIELDS, OPERATORS_BY_KIND, STAGE_OPERATORS

ASKED = [
    (field.name, operator)
    for field in FIELDS.values()
    for operator in OPERATORS_BY_KIND[field.kind]
    if operator in STAGE_OPERATORS
]


def answer(condition: Condition, *got: str | None) -> bool:
    columns = {at: f"${number}" for number, (at, _) in enumerate(clauses_of(condition), start=1)}
    with duckdb.connect() as connection:
        sql = f"select {holds(condition, columns, [])}"
        row = connection.execute(
            sql, [item if item is None else str(item) for item in got]
        ).fetchone()
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
