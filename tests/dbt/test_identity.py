"""Who is one person (semantics 1 to 3): each vendor's ways of saying so, one at a time."""

import hashlib
import hmac
from collections.abc import Iterator

import pytest

from tests.dbt.replay import Replay
from tests.example.published import publish_example

DAY_1, DAY_2, DAY_3 = (f"2025-03-0{day} 20:00:00" for day in (1, 2, 3))


@pytest.fixture
def replay() -> Iterator[Replay]:
    with Replay() as fresh:
        yield fresh


def salesforce_id(prefix: str, number: int) -> str:
    """Return an id of 18 signs, of which the last three are a check."""
    return f"{prefix}{number:012d}AAA"


def lead(number: int, **said: object) -> dict[str, object]:
    return {
        "Id": salesforce_id("00Q", number),
        "IsDeleted": "false",
        "CreatedDate": f"2025-01-{number:02d}T09:00:00.000Z",
        **said,
    }


def contact(number: int, **said: object) -> dict[str, object]:
    return {**lead(number, **said), "Id": salesforce_id("003", number)}


def hubspot(number: int, **said: object) -> dict[str, object]:
    return {"id": str(number), "createdAt": f"2025-01-{number:02d}T09:00:00Z", **said}


def lead_key(number: int) -> str:
    return f"salesforce:lead:00Q{number:012d}"


def contact_key(number: int) -> str:
    return f"salesforce:contact:003{number:012d}"


def groups(replay: Replay) -> set[frozenset[str]]:
    """Return the identifiers of each person."""
    replay.build("person_identifiers")
    return {
        frozenset(keys)
        for (keys,) in replay.rows(
            "select list(identifier_key) from core.person_identifiers group by person_id"
        )
    }


def id_of(key: str) -> str:
    """Return the pseudonym that names a person after a record, by the standard library."""
    secret = bytes.fromhex(publish_example().key_file.read_text(encoding="ascii").strip())
    return hmac.new(secret, f"person:{key}".encode(), hashlib.sha256).hexdigest()[:32]


def reports(replay: Replay) -> list[tuple[str, int]]:
    """Return each reported circle: its smallest record, and how many records it has."""
    replay.build("identity_reports")
    return replay.rows(
        "select circle_key, record_count from core.identity_reports"
        " where report = 'merge_cycle' order by all"
    )


@pytest.mark.parametrize(
    "merged",
    ["2;3", "2; 3", "2;3;", ";2;;3"],
)
def test_hubspots_merged_ids_are_a_list_with_semicolons(replay: Replay, merged: str) -> None:
    """What stands between two semicolons is nobody: contact 4, of another list, stays apart."""
    replay.add(
        "hubspot__contacts",
        [hubspot(1, hs_merged_object_ids=merged), hubspot(4, hs_merged_object_ids="5;")],
        DAY_1,
    )
    assert groups(replay) == {
        frozenset(f"hubspot:contact:{number}" for number in (1, 2, 3)),
        frozenset(f"hubspot:contact:{number}" for number in (4, 5)),
    }


@pytest.mark.parametrize("merged", ["2", "2.0"])
def test_hubspots_merged_id_may_be_one_number(replay: Replay, merged: str) -> None:
    replay.add("hubspot__contacts", [hubspot(1, hs_merged_object_ids=merged), hubspot(2)], DAY_1)
    assert groups(replay) == {frozenset({"hubspot:contact:1", "hubspot:contact:2"})}


def test_a_merged_record_is_never_delivered_again_and_yet_keeps_its_history(
    replay: Replay,
) -> None:
    """The loser's form, told by the loser's id, is the survivor's act at its own time."""
    replay.add("hubspot__contacts", [hubspot(1, hs_merged_object_ids="2")], DAY_2)
    replay.add(
        "hubspot__form_submissions",
        [
            {
                "contact_id": "2",
                "form_id": "guide-download",
                "conversion_id": "c1",
                "timestamp": "2025-01-20T10:00:00Z",
            }
        ],
        DAY_1,
    )
    replay.build("tracked_signals")
    assert replay.rows(
        "select kind, person_id, cast(occurred_at as varchar) from core.tracked_signals"
        " where kind = 'form'"
    ) == [("form", id_of("hubspot:contact:1"), "2025-01-20 10:00:00")]


def test_a_chain_of_merges_is_one_person_named_by_the_earliest_record(replay: Replay) -> None:
    """4 gave way to 3, 3 to 2, 2 to 1 is what the CRM chose; record 1 of 1 January names them."""
    replay.add(
        "salesforce__lead",
        [
            lead(4),
            lead(3, IsDeleted="true", MasterRecordId=salesforce_id("00Q", 4)),
            lead(2, IsDeleted="true", MasterRecordId=salesforce_id("00Q", 3)),
            lead(1, IsDeleted="true", MasterRecordId=salesforce_id("00Q", 2)),
        ],
        DAY_1,
    )
    assert groups(replay) == {frozenset(map(lead_key, (1, 2, 3, 4)))}
    assert replay.rows("select distinct person_id from core.person_identifiers") == [
        (id_of(lead_key(1)),)
    ]
    assert reports(replay) == []


def test_a_record_deleted_twice_keeps_its_merge(replay: Replay) -> None:
    """The second deletion names no master; a record that lives again was merged by mistake."""
    merged = {"IsDeleted": "true", "MasterRecordId": salesforce_id("00Q", 1)}
    replay.add("salesforce__lead", [lead(1), lead(2, **merged), lead(3, **merged)], DAY_1)
    replay.add("salesforce__lead", [lead(2, IsDeleted="true"), lead(3)], DAY_2, "f2")
    replay.add("salesforce__lead", [lead(3, IsDeleted="true")], DAY_3, "f3")
    assert groups(replay) == {
        frozenset(map(lead_key, (1, 2))),
        frozenset({lead_key(3)}),
    }


def test_a_merge_that_is_corrected_holds_for_the_last_master(replay: Replay) -> None:
    replay.add(
        "salesforce__lead",
        [lead(1), lead(2), lead(3, IsDeleted="true", MasterRecordId=salesforce_id("00Q", 1))],
        DAY_1,
    )
    replay.add("salesforce__lead", [lead(3)], DAY_2, "f2")
    replay.add(
        "salesforce__lead",
        [lead(3, IsDeleted="true", MasterRecordId=salesforce_id("00Q", 2))],
        DAY_3,
        "f3",
    )
    assert groups(replay) == {
        frozenset({lead_key(1)}),
        frozenset(map(lead_key, (2, 3))),
    }


def test_a_conversion_joins_lead_and_contact_and_names_its_method(replay: Replay) -> None:
    replay.add(
        "salesforce__lead",
        [lead(2, IsConverted="true", ConvertedContactId=salesforce_id("003", 1))],
        DAY_1,
    )
    replay.add("salesforce__contact", [contact(1)], DAY_1)
    assert groups(replay) == {frozenset({lead_key(2), contact_key(1)})}
    assert replay.rows("select distinct method from core.person_identifiers") == [
        ("salesforce conversion",)
    ]


def test_every_link_names_its_method(replay: Replay) -> None:
    replay.add(
        "salesforce__lead",
        [
            lead(1, Email="anna@acme.example"),
            lead(2, IsDeleted="true", MasterRecordId=salesforce_id("00Q", 1)),
            lead(3, ConvertedContactId=salesforce_id("003", 3)),
            lead(5),
        ],
        DAY_1,
    )
    replay.add(
        "hubspot__contacts",
        [
            hubspot(1, email=" Anna@ACME.example "),
            hubspot(2, salesforceleadid=salesforce_id("00Q", 3), hs_merged_object_ids="4"),
        ],
        DAY_1,
    )
    replay.build("identity_edges")
    assert replay.rows(
        "select method, node_a, node_b from core.identity_edges where node_a <> node_b order by all"
    ) == [
        ("hubspot merge", "hubspot:contact:4", "hubspot:contact:2"),
        ("hubspot salesforce id", "hubspot:contact:2", lead_key(3)),
        ("salesforce conversion", lead_key(3), contact_key(3)),
        ("salesforce merge", lead_key(2), lead_key(1)),
        ("same e-mail", "hubspot:contact:1", "email:anna@acme.example"),
        ("same e-mail", lead_key(1), "email:anna@acme.example"),
    ]
    replay.build("person_identifiers")
    assert replay.rows(
        f"select method from core.person_identifiers where identifier_key = '{lead_key(5)}'"
    ) == [("its own record",)]


@pytest.mark.parametrize(
    "address", ["", "   ", None, "info@acme.example", "Sales@acme.example", "no-reply@acme.example"]
)
def test_blank_and_role_addresses_join_nobody(replay: Replay, address: str | None) -> None:
    replay.add("salesforce__lead", [lead(1, Email=address), lead(2, Email=address)], DAY_1)
    assert groups(replay) == {frozenset({lead_key(1)}), frozenset({lead_key(2)})}


@pytest.mark.parametrize(
    ("address", "is_the_same"),
    [
        ("Anna@Acme.Example", True),
        ("\tanna@acme.example\r\n", True),
        ("\u00a0anna@acme.example", True),
        ("anna+news@acme.example", False),
        ("anna@acme.example.org", False),
    ],
)
def test_an_address_is_taken_without_blanks_and_capitals_and_with_its_plus_tag(
    replay: Replay, address: str, is_the_same: bool
) -> None:
    replay.add(
        "salesforce__lead", [lead(1, Email="anna@acme.example"), lead(2, Email=address)], DAY_1
    )
    assert (len(groups(replay)) == 1) is is_the_same


def test_a_circle_of_merges_is_one_person_and_is_reported(replay: Replay) -> None:
    replay.add(
        "hubspot__contacts",
        [
            hubspot(1, hs_merged_object_ids="2"),
            hubspot(2, hs_merged_object_ids="3"),
            hubspot(3, hs_merged_object_ids="1"),
        ],
        DAY_1,
    )
    assert groups(replay) == {frozenset(f"hubspot:contact:{number}" for number in (1, 2, 3))}
    assert reports(replay) == [("hubspot:contact:1", 3)]


def test_another_merge_of_the_same_person_hides_no_circle(replay: Replay) -> None:
    """8 gave way to the circle and 1 and 2 to 9, who stayed: of 1 and 2 none did of their own."""
    replay.add(
        "hubspot__contacts",
        [
            hubspot(1, hs_merged_object_ids="2;8"),
            hubspot(2, hs_merged_object_ids="1"),
            hubspot(9, hs_merged_object_ids="1;2"),
        ],
        DAY_1,
    )
    assert reports(replay) == [("hubspot:contact:1", 2)]


def test_two_circles_of_one_person_are_two_reports(replay: Replay) -> None:
    replay.add(
        "hubspot__contacts",
        [
            hubspot(1, hs_merged_object_ids="2", email="anna@acme.example"),
            hubspot(2, hs_merged_object_ids="1"),
            hubspot(5, hs_merged_object_ids="6", email="anna@acme.example"),
            hubspot(6, hs_merged_object_ids="7"),
            hubspot(7, hs_merged_object_ids="5"),
            hubspot(9, hs_merged_object_ids="9"),
        ],
        DAY_1,
    )
    assert len(groups(replay)) == 2
    assert reports(replay) == [("hubspot:contact:1", 2), ("hubspot:contact:5", 3)]


def test_a_shared_browser_joins_nobody(replay: Replay) -> None:
    replay.add("hubspot__contacts", [hubspot(1), hubspot(2)], DAY_1)
    replay.add(
        "ga4__events",
        [
            {
                "event_date": f"2025-02-{19 + number}",
                "event_timestamp": 1_740_000_000_000_000 + 86_400_000_000 * number,
                "event_name": "session_start",
                "user_pseudo_id": "shared",
                "ga_session_id": number,
                "user_id": user,
            }
            for number, user in enumerate(("1", "2", None), start=1)
        ],
        DAY_1,
    )
    replay.connection.execute(
        "insert into landing.sources (source, vendor, user_id_kind)"
        " values ('test', 'ga4', 'hubspot_contact_id')"
    )
    assert len(groups(replay)) == 2
    replay.build("sessions")
    assert replay.rows("select person_id from core.sessions order by started_at") == [
        (id_of("hubspot:contact:1"),),
        (id_of("hubspot:contact:2"),),
        (id_of("hubspot:contact:2"),),
    ]


def test_who_has_records_at_two_companies_was_active_for_both(replay: Replay) -> None:
    """One person, whose act may name the person of either company's deal; the act counts once."""
    replay.add(
        "salesforce__contact",
        [
            contact(1, Email="anna@acme.example", AccountId=salesforce_id("001", 1)),
            contact(2, Email="anna@acme.example", AccountId=salesforce_id("001", 2)),
        ],
        DAY_1,
    )
    replay.add(
        "salesforce__event",
        [
            {
                "Id": salesforce_id("00U", 1),
                "WhoId": salesforce_id("003", 2),
                "EndDateTime": "2025-02-03T10:00:00Z",
            }
        ],
        DAY_1,
    )
    replay.add(
        "salesforce__opportunity",
        [
            {
                "Id": salesforce_id("006", number),
                "AccountId": salesforce_id("001", number),
                "StageName": "Qualification",
                "CreatedDate": f"2025-02-1{number}T10:00:00Z",
                "Amount": "1000",
            }
            for number in (1, 2)
        ],
        DAY_1,
    )
    assert len(groups(replay)) == 1
    replay.build("deal_links")
    method = "only active person of the account"
    assert (
        replay.rows("select person_id, link_method from core.deal_links order by deal_key")
        == [(id_of(contact_key(1)), method)] * 2
    )
    assert replay.rows("select count(*) from core.person_events where kind = 'meeting_held'") == [
        (1,)
    ]
