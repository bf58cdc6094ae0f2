"""What can never hold is told, and what one condition takes from another; what may hold is not."""

from typing import Any

import pytest
from pydantic import TypeAdapter

from expectations.rules.implied import implies
from expectations.rules.reach import every_persona_can_be_the_first, everything_asked_can_happen
from expectations.schema import Agreement, Condition
from tests.agreement.documents import content

ADAPTER: TypeAdapter[Condition] = TypeAdapter(Condition)


def asks(field: str, operator: str, value: Any = None) -> dict[str, Any]:
    return {"field": field, "is": operator} | ({} if value is None else {"value": value})


SMALL, LARGE = asks("employees", "at_most", "50"), asks("employees", "at_least", "500")
NORTH = asks("country", "one_of", ["NO", "SE", "DK"])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (LARGE, asks("employees", "at_least", "50")),
        (LARGE, asks("employees", "known")),
        (SMALL, asks("employees", "at_most", "51")),
        (asks("employees", "between", ["60", "70"]), asks("employees", "between", ["60", "500"])),
        (asks("employees", "equals", "60"), asks("employees", "at_least", "60")),
        (asks("country", "equals", " no "), NORTH),
        (asks("country", "one_of", ["SE"]), NORTH),
        (asks("title", "contains_any", ["head of operations"]),
         asks("title", "contains_any", ["operations", "coo"])),
        (asks("email", "domain_one_of", ["A.example"]),
         asks("email", "domain_one_of", ["a.example", "b.example"])),
        ({"all": [LARGE, NORTH]}, NORTH),
        (NORTH, {"any": [LARGE, NORTH]}),
        ({"any": [LARGE, asks("employees", "at_least", "900")]},
         asks("employees", "at_least", "100")),
        ({"all": [LARGE, NORTH]}, {"all": [NORTH, asks("employees", "known")]}),
    ],
)  # fmt: skip
def test_the_narrower_condition_implies_the_wider(one: Any, other: Any) -> None:
    assert implies(ADAPTER.validate_python(one), ADAPTER.validate_python(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (asks("employees", "at_least", "50"), LARGE),
        (asks("employees", "at_most", "51"), SMALL),
        (SMALL, LARGE),
        (asks("employees", "between", ["60", "500"]), asks("employees", "between", ["60", "70"])),
        (asks("employees", "at_least", "60"), asks("employees", "equals", "60")),
        (NORTH, asks("country", "equals", "NO")),
        (asks("industry", "equals", "NO"), NORTH),
        (asks("title", "contains_any", ["operations"]),
         asks("title", "contains_any", ["head of operations"])),
        (asks("title", "contains_any", ["scoop"]), asks("title", "contains_any", ["coo"])),
        (asks("country", "known"), NORTH),
        (NORTH, {"all": [LARGE, NORTH]}),
        ({"any": [LARGE, NORTH]}, NORTH),
    ],
)  # fmt: skip
def test_what_is_not_narrower_does_not(one: Any, other: Any) -> None:
    assert not implies(ADAPTER.validate_python(one), ADAPTER.validate_python(other))


def told(**changes: Any) -> list[str]:
    """Return what is said to never hold in the complete document with the lead's condition."""
    data = content()
    data["stages"][1]["enter_when"] = changes.pop("asked")
    for key, value in changes.items():
        data[key] = value
    agreement = Agreement.model_validate(data)
    return [said for at, said in everything_asked_can_happen(agreement) if at[0] == "stages"]


@pytest.mark.parametrize(
    "asked",
    [
        asks("forms", "at_least", "1"),
        asks("fit", "at_least", "40"),
        asks("email_clicks", "at_least", "1"),
        asks("campaign_responses", "at_least", "1"),
        {"any": [asks("webinars", "at_least", "1"), asks("forms", "at_least", "1")]},
        {"all": [LARGE, asks("employees", "at_most", "500")]},
        {"all": [NORTH, asks("country", "equals", "dk")]},
        {"all": [asks("deal", "equals", "closed"), asks("deal", "equals", "won")]},
        {"all": [asks("title", "contains_any", ["a"]), asks("title", "contains_any", ["b"])]},
        asks("nothing_we_know", "at_least", "1"),
    ],
)
def test_what_may_hold_is_let_be(asked: Any) -> None:
    assert told(asked=asked) == []


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (asks("webinars", "at_least", "1"), "no tool's word in `activities` is a webinar"),
        (asks("fit", "at_least", "40.5"), "fit is at most 40"),
        ({"all": [LARGE, {"all": [NORTH, SMALL]}]}, "employees is asked to be 500 at least and 50"),
        ({"all": [NORTH, asks("country", "equals", "DE")]}, "country is asked to be two things"),
        ({"any": [asks("fit", "at_least", "99"), asks("webinars", "equals", "2")]}, "fit is at"),
    ],
)
def test_what_can_never_hold_is_told(asked: Any, says: str) -> None:
    (said,) = [one for one in told(asked=asked) if says in one]
    assert said.startswith("this can never hold: ")


def test_points_that_nobody_gets_let_nobody_in() -> None:
    scoring = content()["scoring"]
    scoring["engagement"]["points"] = {"session": "0"}
    said = told(asked=asks("engagement", "at_least", "1"), scoring=scoring)
    assert "engagement is always 0" in said[0]


def test_of_two_personas_the_narrower_stands_first() -> None:
    data = content()
    wide = data["personas"][0]
    narrow = {**wide, "id": "narrow", "matches": {"all": [wide["matches"], NORTH]}}
    data["personas"] = [narrow, wide]
    assert list(every_persona_can_be_the_first(Agreement.model_validate(data))) == []
    data["personas"] = [wide, narrow]
    ((at, said),) = every_persona_can_be_the_first(Agreement.model_validate(data))
    assert at == ("personas", 1)
    assert "put the narrower one first" in said
