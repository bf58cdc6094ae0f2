"""What was set when: tracked histories, what only deliveries show, and where the two disagree."""

import json
from collections.abc import Iterator

import pytest

from tests.dbt.replay import Replay

DAYS = [f"2025-03-{day:02d} 20:00:00" for day in range(1, 9)]
LEAD, DEAL = "00Q000000000001AAA", "006000000000001AAA"


@pytest.fixture
def replay() -> Iterator[Replay]:
    with Replay() as fresh:
        yield fresh


def show_leads(replay: Replay, *statuses: str, owner: str = "") -> None:
    """Deliver a lead day by day, with the status that each day's export shows."""
    for number, (day, status) in enumerate(zip(DAYS, statuses, strict=False)):
        lead = {
            "Id": LEAD,
            "CreatedDate": "2025-02-03T09:00:00.000Z",
            "Status": status,
            "OwnerId": owner,
        }
        replay.add("salesforce__lead", [lead], day, f"lead_{number}")


def track(replay: Replay, number: int, at: str, old: str, new: str, day: int = 0) -> None:
    """Deliver a change of the lead's status."""
    change = {
        "Id": f"017{number:012d}AAA",
        "LeadId": LEAD,
        "Field": "Status",
        "OldValue": old,
        "NewValue": new,
        "CreatedDate": at,
    }
    replay.add("salesforce__leadhistory", [change], DAYS[day], f"history_{number}")


def lead_changes(replay: Replay, field: str = "Status") -> list[tuple[str, str, str]]:
    replay.build("stg_salesforce__lead_changes")
    return replay.rows(
        "select value, cast(occurred_at as varchar), told_by"
        f" from staging.stg_salesforce__lead_changes where field = '{field}'"
        " order by occurred_at, told_by"
    )


def test_a_history_that_ends_elsewhere_is_corrected_by_the_delivery(replay: Replay) -> None:
    """Accepted stands from the third export on and is one change; Working again is another."""
    show_leads(replay, "Working", "Working", "Accepted", "Accepted", "Working")
    track(replay, 1, "2025-02-10T09:00:00.000Z", "New", "Working")
    assert lead_changes(replay) == [
        ("New", "2025-02-03 09:00:00", "creation"),
        ("Working", "2025-02-10 09:00:00", "history"),
        ("Accepted", DAYS[2], "correction"),
        ("Working", DAYS[4], "correction"),
    ]


def test_a_history_that_agrees_is_not_corrected(replay: Replay) -> None:
    """Also where it is delivered a day after the export that shows its result."""
    show_leads(replay, "New", "Accepted", "Accepted")
    track(replay, 1, "2025-03-02T11:00:00.000Z", "New", "Accepted", day=2)
    assert lead_changes(replay) == [
        ("New", "2025-02-03 09:00:00", "creation"),
        ("Accepted", "2025-03-02 11:00:00", "history"),
    ]


def test_a_clock_that_runs_ahead_of_the_export_is_no_disagreement(replay: Replay) -> None:
    show_leads(replay, "Accepted")
    track(replay, 1, "2025-03-01T23:00:00.000Z", "New", "Accepted")
    assert [told_by for _, _, told_by in lead_changes(replay)] == ["creation", "history"]


def test_what_nobody_tracked_changes_with_each_delivery_that_shows_it_anew(
    replay: Replay,
) -> None:
    """Handed back on the third day, the acceptance of the second is not lost."""
    show_leads(replay, "New", "Accepted", "Recycled", "Recycled")
    assert lead_changes(replay) == [
        ("New", DAYS[0], "delivery"),
        ("Accepted", DAYS[1], "delivery"),
        ("Recycled", DAYS[2], "delivery"),
    ]


def test_an_owner_without_history_owns_since_creation(replay: Replay) -> None:
    show_leads(replay, "New", "New", owner="005000000000001AAA")
    assert lead_changes(replay, "Owner") == [("005000000000001", "2025-02-03 09:00:00", "delivery")]


def test_a_deals_history_that_lacks_its_stage_is_corrected_and_closes_nothing(
    replay: Replay,
) -> None:
    """The stage is known from the second export; the deal is won by its close date's end."""
    for number, (stage, is_won) in enumerate([("Proposal", "0"), ("Closed Won", "1")]):
        deal = {
            "Id": DEAL,
            "StageName": stage,
            "IsWon": is_won,
            "IsClosed": is_won,
            "Amount": "100",
            "CurrencyIsoCode": "EUR",
            "CloseDate": "2025-02-20",
            "CreatedDate": "2025-02-03T09:00:00.000Z",
        }
        replay.add("salesforce__opportunity", [deal], DAYS[number], f"deal_{number}")
    first = {
        "Id": "008000000000001AAA",
        "OpportunityId": DEAL,
        "StageName": "Qualification",
        "Amount": "100",
        "CreatedDate": "2025-02-03T09:00:00.000Z",
    }
    replay.add("salesforce__opportunityhistory", [first], DAYS[0])
    replay.build("deals")
    assert replay.rows(
        "select deal_stage, cast(occurred_at as varchar), told_by"
        " from staging.stg_salesforce__deal_changes order by occurred_at"
    ) == [
        ("Qualification", "2025-02-03 09:00:00", "history"),
        ("Proposal", DAYS[0], "correction"),
        ("Closed Won", DAYS[1], "correction"),
    ]
    assert replay.rows(
        "select outcome, cast(closed_at as varchar), closed_time_basis from core.deals"
    ) == [("won", "2025-02-20 22:59:59", "close_date")]


def show_contacts(replay: Replay, *properties: dict[str, object]) -> None:
    """Deliver a HubSpot contact day by day, with the properties that each day's export holds."""
    for number, (day, held) in enumerate(zip(DAYS, properties, strict=False)):
        contact = {
            "id": "1",
            "createdAt": "2025-02-03T09:00:00Z",
            "properties": json.dumps(held, sort_keys=True),
        }
        replay.add("hubspot__contacts", [contact], day, f"contact_{number}")


def property_values(replay: Replay, name: str) -> list[tuple[str, str, str]]:
    replay.build("stg_hubspot__property_values")
    return replay.rows(
        "select value, cast(occurred_at as varchar), told_by"
        f" from staging.stg_hubspot__property_values where property = '{name}'"
        " order by occurred_at, told_by"
    )


def test_a_property_whose_history_ends_elsewhere_is_corrected_by_the_delivery(
    replay: Replay,
) -> None:
    """An export that does not hold the property takes nothing back; one that empties it does."""
    show_contacts(
        replay,
        {"lifecyclestage": "lead"},
        {"lifecyclestage": "customer"},
        {"email": "anna@acme.example"},
        {"lifecyclestage": "customer"},
        {"lifecyclestage": None},
    )
    replay.add(
        "hubspot__contact_property_history",
        [
            {
                "contact_id": "1",
                "property": "lifecyclestage",
                "value": "lead",
                "timestamp": "2025-02-03T09:00:00Z",
            }
        ],
        DAYS[0],
    )
    assert property_values(replay, "lifecyclestage") == [
        ("lead", "2025-02-03 09:00:00", "history"),
        ("customer", DAYS[1], "correction"),
        ("", DAYS[4], "correction"),
    ]


def test_a_property_without_history_counts_from_creation_and_then_from_deliveries(
    replay: Replay,
) -> None:
    """The company's own attributes too, wherever they stand among the properties."""
    show_contacts(replay, {"budget": "10", "jobtitle": ""}, {"budget": "20", "jobtitle": "COO"})
    assert property_values(replay, "budget") == [
        ("10", "2025-02-03 09:00:00", "creation"),
        ("20", DAYS[1], "delivery"),
    ]
    assert property_values(replay, "jobtitle") == [("COO", DAYS[1], "delivery")]


def test_since_when_each_field_is_tracked_and_how_often_it_disagreed_is_told(
    replay: Replay,
) -> None:
    show_leads(replay, "Working", "Accepted", owner="005000000000001AAA")
    track(replay, 1, "2025-02-10T09:00:00.000Z", "New", "Working")
    replay.build("history_coverage")
    assert replay.rows(
        "select field, record_count, tracked_record_count, change_count,"
        " cast(history_from as varchar), untracked_change_count, correction_count"
        " from marts.main.history_coverage order by field"
    ) == [
        ("Lead.Owner", 1, 0, 0, None, 1, 0),
        ("Lead.Status", 1, 1, 1, "2025-02-10 09:00:00", 0, 1),
    ]
