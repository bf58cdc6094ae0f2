"""A scenario file that says something the language does not have stops, naming file and line."""

from pathlib import Path

import pytest

from expectations.errors import BadInputError
from tests.scenarios.cases import Case, Unreadable, load_cases, read_cases
from tests.scenarios.conditions import parse
from tests.scenarios.conftest import OWN
from tests.scenarios.filling import ACTIVITIES
from tests.scenarios.playing import write_company

HEADER = OWN.read_text(encoding="utf-8").partition("scenarios:")[0] + "scenarios:\n"
CASE = """\
- id: X1
  title: "A case."
  as_of: "2025-04-30T22:00Z"
  events:
    - {at: 2025-03-03T09:00Z, kind: session, id: s1, client: c1, who: anna}
    - {at: 2025-03-03T09:05Z, kind: form, who: anna}
    - {at: 2025-03-04T09:00Z, kind: deal_created, deal: D, amount: 1, currency: EUR,
       contacts: [anna]}
  expect:
    entries:
      - [anna, 1, visit, 2025-03-03T09:00Z, observed]
"""


def cases_of(tmp_path: Path, text: str) -> list[Case]:
    """Return the cases of a file with the usual header."""
    path = tmp_path / "cases.yml"
    path.write_text(HEADER + text, encoding="utf-8")
    return load_cases(path)


@pytest.mark.parametrize(
    ("said", "instead", "message"),
    [
        ("kind: form", "kind: forms", "does not match any of the expected tags"),
        ("kind: form, who", "kind: form, wo", "this key is not known"),
        ("09:05Z", "09:05", "a moment is written as"),
        ("id: X1", "id: X1\n  scope: all", "this key is not known"),
        ("client: c1, who: anna", "client: null", "a session has a client"),
        ("kind: form, who: anna", "kind: form, client: c1, session: s9", "has no session s9"),
        ("kind: form, who: anna", "kind: form", "say either `who`, or"),
        ("kind: form, who: anna", "kind: deal_won, deal: D7", "the deal D7 is never created"),
        ("contacts: [anna]", "contacts: [anna], primary: ben", "`primary` is one of"),
        ("09:05Z, kind: form", "09:05Z, date: '2025-03-03', kind: form", "say either `at`"),
        ("{at: 2025-03-03T09:05Z,", "{at: null,", "an undated event needs `observed_at`"),
        ("visit, 2025", "visitt, 2025", "expected is the stage visitt"),
        ("[anna, 1", "[hanna, 1", "expected is the person hanna"),
        ("observed]", "seen]", "'seen' is no entry_kind"),
        ("[anna, 1, visit,", "[anna, visit,", "cells, not 5"),
        ("entries:", "entry:", "this key is not known"),
        (
            "events:",
            "agreement_versions: [{effective_from: '2025-04-01', stage: {}}]\n  events:",
            "this key is not known",
        ),
        (
            "events:",
            "agreement_versions: [{effective_from: '2025-04-01', stages:"
            " {sqll: {enter_when: 'forms >= 1'}}}]\n  events:",
            "there is no 'sqll' to change",
        ),
        ("  title:", "  id: X2\n  title:", "stands twice"),
    ],
)
def test_an_unknown_word_stops_the_reading(
    tmp_path: Path, said: str, instead: str, message: str
) -> None:
    assert cases_of(tmp_path, CASE)
    with pytest.raises(BadInputError, match=message) as problem:
        cases_of(tmp_path, CASE.replace(said, instead, 1))
    assert "cases.yml" in str(problem.value)


def test_a_scenario_that_cannot_be_read_does_not_take_the_others_with_it(tmp_path: Path) -> None:
    path = tmp_path / "cases.yml"
    wrong = CASE.replace("id: X1", "id: X2").replace("kind: form", "kind: forms")
    path.write_text(HEADER + CASE + wrong, encoding="utf-8")
    right, unreadable = read_cases(path)
    assert isinstance(right, Case)
    assert isinstance(unreadable, Unreadable)
    assert unreadable.id == "X2"
    assert "events" in str(unreadable.problem)


def test_a_list_replaces_a_whole_part_and_a_mapping_what_it_names(tmp_path: Path) -> None:
    change = (
        "agreement_versions:\n"
        "    - {effective_from: '2025-04-01', promises: [],\n"
        "       stages: [{id: visit}, {id: lead, enter_when: 'forms >= 2'}]}\n"
        "    - {effective_from: '2025-05-01', engagement: {points: {form: 7}}, promises:\n"
        "       {first_contact: {team: sales, starts_at: lead, within: 1, unit: days,\n"
        "        clock: elapsed}}}\n"
        "  events:"
    )
    (case,) = cases_of(tmp_path, CASE.replace("events:", change, 1))
    first, second, third = case.versions
    assert [stage.id for stage in second.stages] == ["visit", "lead"]
    assert [len(version.promises) for version in (first, second, third)] == [2, 0, 1]
    assert third.stages == second.stages
    assert (second.engagement, third.engagement.points["form"]) == (first.engagement, 7)
    assert third.engagement.points["session"] == first.engagement.points["session"]


@pytest.mark.parametrize(
    ("event", "message"),
    [
        ("{date: '2025-03-05', kind: form, who: anna}", "with a date alone"),
        ("{at: 2025-03-02T09:00Z, kind: form, client: c1, session: s1}", "before its session"),
        ("{at: 2025-03-05T09:00Z, kind: crm_label, who: zoe@x.example, value: A}", "no record"),
        (
            "{at: 2025-03-05T09:00Z, kind: attribute, who: anna, name: fit, value: A}",
            "no attribute",
        ),
        ("{date: '2025-03-05', kind: owner, who: anna, value: rep1}", "give `at`"),
    ],
)
def test_what_no_extract_can_hold_is_refused(tmp_path: Path, event: str, message: str) -> None:
    text = CASE.replace("  events:\n", f"  events:\n    - {event}\n")
    (case,) = cases_of(tmp_path, text)
    with pytest.raises(ValueError, match=message):
        write_company(case, tmp_path / "company")


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("forms >= 1", {"field": "forms", "is": "at_least", "value": "1"}),
        ("deal is open or closed", {"field": "deal", "is": "one_of", "value": ["open", "closed"]}),
        ("crm_label is 'In work'", {"field": "crm_label", "is": "equals", "value": "In work"}),
        ("budget is known", {"field": "budget", "is": "known"}),
        (
            "crm_label in ('A', 'B')",
            {"field": "crm_label", "is": "one_of", "value": ["A", "B"]},
        ),
        (
            "crm_label is 'A' or forms >= 2 and budget is known",
            {
                "any": [
                    {"field": "crm_label", "is": "equals", "value": "A"},
                    {
                        "all": [
                            {"field": "forms", "is": "at_least", "value": "2"},
                            {"field": "budget", "is": "known"},
                        ]
                    },
                ]
            },
        ),
        (
            "(forms >= 1 or webinars >= 1) and engagement >= 50",
            {
                "all": [
                    {
                        "any": [
                            {"field": "forms", "is": "at_least", "value": "1"},
                            {"field": "webinars", "is": "at_least", "value": "1"},
                        ]
                    },
                    {"field": "engagement", "is": "at_least", "value": "50"},
                ]
            },
        ),
    ],
)
def test_a_condition_is_read_as_it_is_written(text: str, condition: dict[str, object]) -> None:
    assert parse(text) == condition


@pytest.mark.parametrize(
    "text",
    [
        "forms < 3",
        "forms >=",
        "forms",
        "budget is not known",
        "days since form >= 3",
        "(forms >= 1",
        "forms >= 1 or",
        "forms >= 1 forms >= 2",
        "deal is open or",
    ],
)
def test_a_condition_that_is_not_understood_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse(text)


def test_the_agreement_gives_every_worded_activity_a_word() -> None:
    worded = {"key_page", "form", "demo_request", "webinar", "campaign_response"}
    assert {item["activity"] for item in ACTIVITIES} == worded
