"""Who is who: joined by what strongly ties records, and pairs compared with the truth by hand."""

from datetime import datetime

import pytest

from pipelines.recount.identity import compare_people
from pipelines.recount.people import People, own_address
from pipelines.recount.truth import Identifier
from tests.recount.events import happened

AT = datetime(2025, 3, 3, 9)
ONE, TWO, THREE = "hubspot_contact:1", "hubspot_contact:2", "salesforce_lead:00Q000000000003AAA"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (" Anna@ACME.example ", "anna@acme.example"),
        ("anna+news@acme.example", "anna+news@acme.example"),
        ("Info@acme.example", ""),
        ("  ", ""),
        ("", ""),
    ],
)
def test_an_address_joins_trimmed_and_lowered_unless_it_is_a_roles(text: str, address: str) -> None:
    assert own_address(text) == address


def test_a_chain_of_merges_and_one_address_make_one_person() -> None:
    people = People(
        [
            happened("merged", AT, ONE, value=TWO),
            happened("attribute", AT, TWO, "email", value="Anna@acme.example"),
            happened("attribute", AT, THREE, "email", value=" anna@ACME.example"),
        ]
    )
    assert len({people.of(name) for name in (ONE, TWO, THREE, "email:ANNA@acme.example")}) == 1
    assert len(people.identifiers()) == 1


def test_a_circle_of_merges_ends() -> None:
    people = People(
        [happened("merged", AT, ONE, value=TWO), happened("merged", AT, TWO, value=ONE)]
    )
    assert people.of(ONE) == people.of(TWO)


def test_a_roles_address_joins_nobody_and_names_nobody() -> None:
    people = People(
        [
            happened("attribute", AT, ONE, "email", value="info@acme.example"),
            happened("attribute", AT, TWO, "email", value="info@acme.example"),
            happened("record", AT, ONE, "hubspot_contact"),
            happened("record", AT, TWO, "hubspot_contact"),
            happened("webinar", AT, "email:info@acme.example"),
        ]
    )
    assert people.of(ONE) != people.of(TWO)
    assert people.of("email:info@acme.example") is None
    assert len(people.identifiers()) == 2


def _known(person: str, key: str, link: str = "its own record") -> Identifier:
    return Identifier(person, key, True, link)


def test_pairs_are_right_wrong_lost_or_held_by_no_extract() -> None:
    truth = [
        _known("P1", "hubspot_contact:1"),
        _known("P1", "salesforce_lead:00Q000000000001AAA"),
        _known("P1", "hubspot_contact:9", "none: nothing says so"),
        _known("P2", "hubspot_contact:2"),
        _known("P2", "hubspot_contact:3", "merged"),
        Identifier("P2", "hubspot_contact:4", False, "merged"),
    ]
    published = {
        "a": {"hubspot_contact:1", "hubspot_contact:2"},
        "b": {"salesforce_lead:00Q000000000001"},
        "c": {"hubspot_contact:3"},
        "d": {"hubspot_contact:9"},
    }
    found = compare_people(truth, {item.key for item in truth}, published)
    assert found.published == 1
    assert found.wrong == [frozenset({"hubspot_contact:1", "hubspot_contact:2"})]
    assert found.lost == [
        frozenset({"hubspot_contact:1", "salesforce_lead:00Q000000000001"}),
        frozenset({"hubspot_contact:2", "hubspot_contact:3"}),
    ]
    # the contact that nothing joins, with each of the other two records of P1
    assert (found.tied, found.untied) == (2, 2)
