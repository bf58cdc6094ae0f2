"""Each operator on each kind of field asks of a row what it says; what is not known never holds."""

from typing import Any

import pytest

from expectations.conditions import evidence, exit_sql, sentence, to_sql
from expectations.schema import AllOf, AnyOf, Attribute, Clause
from expectations.vocabulary import FIELDS, OPERATORS_BY_KIND
from tests.agreement.rendering import answer

# kind, operator → field, value wanted, values that hold, values that do not (NULL never holds),
# the sentence
CASES: dict[tuple[str, str], tuple[str, Any, list[Any], list[Any], str]] = {
    ("count", "at_least"): ("forms", "2", [2, 3], [0, 1], "forms filled in at least 2"),
    ("count", "at_most"): ("forms", "2", [0, 2], [3], "forms filled in at most 2"),
    ("count", "between"): ("forms", ["2", "4"], [2, 4], [1, 5], "forms filled in between 2 and 4"),
    ("count", "equals"): ("forms", "2", [2], [1, 3], "forms filled in is 2"),
    ("score", "at_least"): ("fit", "-5", [-5, 0], [-6], "fit at least -5"),
    ("score", "at_most"): ("fit", "40", [40, -1], [41], "fit at most 40"),
    ("score", "between"): ("engagement", ["1.5", "2"], [1.5, 2], [1, 2.1],
                           "engagement between 1.5 and 2"),
    ("label", "equals"): ("crm_label", "MQL ", ["MQL", " MQL "], ["mql", "", "MQL2"],
                          "the CRM's status is MQL "),
    ("label", "one_of"): ("deal_stage", ["Won't", "B"], ["Won't", "B "], ["b", "Won"],
                          "the deal's stage in the CRM one of Won't, B"),
    ("label", "known"): ("marketing_label", None, ["lead"], ["", "  "],
                         "the marketing tool's stage known"),
    ("deal", "equals"): ("deal", "closed", ["won", "lost"], ["open", "closed"],
                         "the deal is closed"),
    ("deal", "one_of"): ("deal", ["open", "won"], ["open", "won"], ["lost", "Won"],
                         "the deal one of open, won"),
    ("deal", "known"): ("deal", None, ["open", "lost"], ["", " "], "the deal known"),
    ("text", "equals"): ("country", "Österreich", ["österreich", " ÖSTERREICH "], ["", "Oe"],
                         "country is Österreich"),
    ("text", "one_of"): ("industry", ["HVAC", "NO"], ["hvac", "No "], ["HVAC, NO", "N"],
                         "industry one of HVAC, NO"),
    ("text", "contains_any"): (
        "title", ["COO", "head of it", "R&D"],
        ["coo", "CTO/COO", "VP (COO)", "Head of IT", "Head, of - IT", "R & D lead", "R&D"],
        ["Coordinator", "Scoop", "head it", "of IT head", "", "Head of ITS", "RD"],
        "job title names any of COO, head of it, R&D"),
    ("text", "domain_one_of"): ("email", ["A.example"], ["x@a.example", "x@A.EXAMPLE"],
                                ["x@b.a.example", "a.example", "", "a.example@x"],
                                "e-mail address at any of A.example"),
    ("text", "known"): ("persona", None, ["it"], ["", " "], "persona known"),
    ("number", "at_least"): ("employees", "50", ["50", "1e3", 51, "50.5"], ["49", "", "many"],
                             "employees at least 50"),
    ("number", "at_most"): ("employees", "50", ["0", "-1"], ["51", "", "few"],
                            "employees at most 50"),
    ("number", "between"): ("employees", ["50", "500"], ["50", "500"], ["49.9", "501", ""],
                            "employees between 50 and 500"),
    ("number", "equals"): ("employees", "1.10", ["1.1", "1.10"], ["1.11", ""], "employees is 1.10"),
    ("number", "known"): ("employees", None, ["7", "many"], ["", " "], "employees known"),
}  # fmt: skip


def _clause(field: str, operator: str, value: Any) -> Clause:
    return Clause.model_validate({"field": field, "is": operator, "value": value})


def test_every_operator_of_every_kind_has_its_rows() -> None:
    asked = {(kind, operator) for kind, found in OPERATORS_BY_KIND.items() for operator in found}
    assert asked == set(CASES)
    assert all(FIELDS[field].kind == kind for (kind, _), (field, *_) in CASES.items())


@pytest.mark.parametrize(("kind", "operator"), list(CASES))
def test_an_operator_holds_where_it_says_and_nowhere_else(kind: str, operator: str) -> None:
    field, wanted, holding, failing, said = CASES[kind, operator]
    clause = _clause(field, operator, wanted)
    column = FIELDS[field].column
    for value in holding:
        assert answer(to_sql(clause, []), **{column: value}) is True, value
    for value in [*failing, None]:
        assert answer(to_sql(clause, []), **{column: value}) is False, value
    assert sentence(clause, []) == said


def test_a_null_in_one_part_leaves_the_others_to_decide() -> None:
    one, other = _clause("forms", "at_least", "1"), _clause("country", "equals", "NO")
    either, both = AnyOf(any=[one, other]), AllOf(all=[one, other])
    assert answer(to_sql(either, []), forms=None, country="no") is True
    assert answer(to_sql(either, []), forms=None, country=None) is False
    assert answer(to_sql(both, []), forms=1, country=None) is False
    assert answer(to_sql(both, []), forms=1, country="NO") is True


def test_nesting_is_kept_in_sql_in_the_sentence_and_in_the_places_of_clauses() -> None:
    demo = _clause("demo_requests", "at_least", "1")
    fit = _clause("fit", "at_least", "40")
    home = AnyOf(any=[_clause("country", "equals", "DE"), _clause("country", "equals", "AT")])
    condition = AnyOf(any=[demo, AllOf(all=[fit, home])])
    sql = to_sql(condition, [])
    row = {"demo_requests": 0, "fit": 40, "country": "AT"}
    assert answer(sql, **row) is True
    assert answer(sql, **{**row, "fit": 39}) is False
    assert answer(sql, **{**row, "country": "CH"}) is False
    assert sentence(condition, []) == (
        "demo requests at least 1 or (fit at least 40 and (country is DE or country is AT))"
    )
    assert [item.clause for item in evidence(condition, [])] == [
        "any.1",
        "any.2.all.1",
        "any.2.all.2.any.1",
        "any.2.all.2.any.2",
    ]


def test_a_companys_own_attribute_is_asked_of_its_own_column() -> None:
    budget = Attribute.model_validate(
        {"id": "budget", "label": "Budget", "type": "number", "from": {"hubspot": "b"}}
    )
    clause = _clause("budget", "at_least", "1000")
    assert answer(to_sql(clause, [budget]), attribute_budget="2500.5") is True
    assert answer(to_sql(clause, [budget]), attribute_budget="none yet") is False
    assert sentence(clause, [budget]) == "budget at least 1000"


def test_an_exit_asks_what_was_set_and_not_what_stands() -> None:
    label = _clause("crm_label", "equals", "Recycled")
    assert answer(exit_sql(label), crm_label="Recycled", crm_label_set=None) is False
    assert answer(exit_sql(label), crm_label=None, crm_label_set="Recycled") is True
    deal = _clause("deal", "one_of", ["closed"])
    assert answer(exit_sql(deal), deal_state="won", deal_became=None) is False
    assert answer(exit_sql(deal), deal_state="open", deal_became="lost") is True


@pytest.mark.parametrize("name", [name for name, field in FIELDS.items() if not field.shown])
def test_evidence_says_of_a_private_field_only_that_it_is_known(name: str) -> None:
    (item,) = evidence(_clause(name, "known", None), [])
    assert answer(item.got, **{FIELDS[name].column: "Ada Berg, ada@a.example"}) == "known"
    assert answer(item.got, **{FIELDS[name].column: "  "}) is None
    assert answer(item.got, **{FIELDS[name].column: None}) is None


def test_what_could_name_a_person_is_private_and_the_rest_is_shown() -> None:
    private = {name for name, field in FIELDS.items() if not field.shown}
    assert private == {"title", "company", "email", "email_domain"}
    (item,) = evidence(_clause("country", "one_of", ["NO", "SE"]), [])
    assert (item.wanted, item.got) == ("NO | SE", "country")
