"""Their total, ours, and every difference by its cause: each cause met once, none left over."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from tests.dbt.replay import Replay

DAY = "2025-06-30 20:00:00"
Line = tuple[str | None, str, str, int, int]


@pytest.fixture
def replay() -> Iterator[Replay]:
    with Replay() as fresh:
        yield fresh


def deal(number: int, **said: str) -> dict[str, str]:
    return {
        "Id": f"006{number:012d}AAA",
        "IsDeleted": "0",
        "StageName": "Closed Won",
        "Amount": "100",
        "CurrencyIsoCode": "EUR",
        "CreatedDate": "2025-03-03 09:00:00",
        "CloseDate": "2025-04-30",
        "IsClosed": "1",
        "IsWon": "1",
        **said,
    }


def lines(replay: Replay, measure: str) -> list[Line]:
    """Return the bridge of one measure: currency, month, cause, theirs and ours."""
    replay.build("source_reconciliation")
    return [
        (currency, str(month)[:7], cause, int(theirs), int(ours))
        for currency, month, cause, theirs, ours in replay.rows(
            "select currency, month_start, cause, theirs, ours"
            " from marts.main.source_reconciliation"
            f" where measure = '{measure}' order by currency, month_start, cause"
        )
    ]


def deliver_deals(replay: Replay) -> None:
    """Six deals: one like any other, and one for each thing that may become of a deal."""
    replay.add(
        "salesforce__opportunity",
        [
            deal(1),
            deal(2, IsDeleted="1", Amount="7"),
            deal(3, CurrencyIsoCode="CHF", Amount="30"),
            # made in May for a deal that closed in February: it opened at the latest then
            deal(4, CreatedDate="2025-05-05 09:00:00", CloseDate="2025-02-20", Amount="40"),
            # the competitor's own
            deal(5, Amount="50"),
            # made after the as-of, which is the end of 2025
            deal(6, CreatedDate="2026-01-05 09:00:00", CloseDate="2026-01-05", Amount="60"),
        ],
        DAY,
    )
    rival = {
        "Id": "003000000000005AAA",
        "Email": "eve@fjordplan.example",
        "CreatedDate": "2025-03-01 09:00:00",
    }
    replay.add("salesforce__contact", [rival], DAY)
    role = {
        "Id": "00K000000000005AAA",
        "OpportunityId": "006000000000005AAA",
        "ContactId": rival["Id"],
        "IsPrimary": "1",
        "CreatedDate": "2025-03-03 09:00:00",
    }
    replay.add("salesforce__opportunitycontactrole", [role], DAY)


def test_every_deal_is_counted_on_both_sides_or_says_why_not(replay: Replay) -> None:
    deliver_deals(replay)
    assert lines(replay, "deals") == [
        ("CHF", "2025-03", "none", 1, 1),
        ("EUR", "2025-02", "another month", 0, 1),
        ("EUR", "2025-03", "deleted", 1, 0),
        ("EUR", "2025-03", "excluded", 1, 0),
        ("EUR", "2025-03", "none", 1, 1),
        ("EUR", "2025-05", "another month", 1, 0),
        ("EUR", "2026-01", "after the as-of", 1, 0),
    ]


def test_won_amounts_meet_by_the_month_of_booking(replay: Replay) -> None:
    """What has no agreed rate is held out of the revenue, in its own currency."""
    deliver_deals(replay)
    assert lines(replay, "won amount") == [
        ("CHF", "2025-04", "no agreed rate", 30, 0),
        ("EUR", "2025-02", "none", 40, 40),
        ("EUR", "2025-04", "deleted", 7, 0),
        ("EUR", "2025-04", "excluded", 50, 0),
        ("EUR", "2025-04", "none", 100, 100),
        ("EUR", "2026-01", "after the as-of", 60, 0),
    ]
    assert lines(replay, "won deals")[0] == ("CHF", "2025-04", "none", 1, 1)


def test_the_parts_of_a_bridge_sum_to_a_plain_count_of_what_was_delivered(replay: Replay) -> None:
    deliver_deals(replay)
    assert sum(theirs for *_, theirs, _ in lines(replay, "deals")) == 6
    assert sum(theirs for *_, theirs, _ in lines(replay, "won amount")) == 100 + 7 + 30 + 40 + 110


def test_a_session_at_midnight_may_be_of_another_month(replay: Replay) -> None:
    """The property ends its days an hour after the agreement does."""
    hits = [
        {
            "event_date": day,
            "event_timestamp": int(datetime.fromisoformat(at).timestamp()) * 1_000_000,
            "event_name": "page_view",
            "user_pseudo_id": client,
            "ga_session_id": 1,
        }
        for day, at, client in (
            ("2025-02-28", "2025-02-28 23:30:00+00:00", "c1"),
            ("2025-02-28", "2025-02-28 22:30:00+00:00", "c2"),
            ("2025-02-28", "2025-02-28 22:31:00+00:00", "c2"),
        )
    ]
    replay.add("ga4__events", hits, DAY)
    assert lines(replay, "sessions") == [
        (None, "2025-02", "another month", 1, 0),
        (None, "2025-02", "none", 1, 1),
        (None, "2025-03", "another month", 0, 1),
    ]


def test_records_of_one_person_count_once_and_say_how_they_were_joined(replay: Replay) -> None:
    replay.add(
        "hubspot__contacts",
        [
            {"id": str(number), "createdAt": f"2025-0{number}-03T09:00:00Z", "email": email, **more}
            for number, email, more in (
                (1, "anna@acme.example", {}),
                (2, "anna@acme.example", {}),
                (3, "ben@brix.example", {"hs_merged_object_ids": "4"}),
                (4, None, {}),
            )
        ],
        DAY,
    )
    assert lines(replay, "people") == [
        (None, "2025-01", "none", 1, 1),
        (None, "2025-02", "another record of the person", 1, 0),
        (None, "2025-03", "none", 1, 1),
        (None, "2025-04", "merged", 1, 0),
    ]


def test_a_form_counts_where_it_is_agreed_and_somebodys(replay: Replay) -> None:
    replay.add("hubspot__contacts", [{"id": "1", "createdAt": "2025-03-03T09:00:00Z"}], DAY)
    replay.add(
        "hubspot__form_submissions",
        [
            {
                "contact_id": contact,
                "form_id": form,
                "conversion_id": f"{contact} {form}",
                "timestamp": "2025-03-03T09:00:00Z",
            }
            for contact, form in (("1", "guide-download"), ("1", "survey"), ("9", "guide-download"))
        ],
        DAY,
    )
    assert lines(replay, "forms") == [
        (None, "2025-03", "no agreed activity", 1, 0),
        (None, "2025-03", "none", 1, 1),
        (None, "2025-03", "of nobody known", 1, 0),
    ]


def test_every_delivered_row_is_accepted_or_says_why_not(replay: Replay) -> None:
    columns = (
        "file_id, source, vendor, table_name, day, delivered_rows, exported_at, status,"
        " accepted_rows, rejected_rows, is_loaded"
    )
    files: tuple[tuple[Any, ...], ...] = (
        ("a", 10, DAY, "accepted", 8, 2, True),
        ("b", 5, DAY, "accepted", None, None, False),
        ("c", 4, DAY, "quarantined", None, None, False),
        ("d", 3, "2026-02-01", "accepted", None, None, False),
    )
    for name, delivered, exported_at, status, accepted, rejected, is_loaded in files:
        replay.connection.execute(
            f"insert into landing.files ({columns})"
            " values (?, 'crm', 'salesforce', 'lead', '2025-06-30', ?, ?, ?, ?, ?, ?)",
            (name, delivered, exported_at, status, accepted, rejected, is_loaded),
        )
    assert lines(replay, "rows") == [
        (None, "2025-06", "after the as-of", 3, 0),
        (None, "2025-06", "delivered again", 5, 0),
        (None, "2025-06", "held back", 4, 0),
        (None, "2025-06", "none", 8, 8),
        (None, "2025-06", "rejected", 2, 0),
    ]


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        ("delete from core.funnel_items where item_key like '%1'", ("unexplained", 100, 0)),
        (
            "update core.funnel_items set size = size - 0.01"
            " where item_key like '%1' and measure = 'won amount'",
            ("unexplained", 100, Decimal("99.99")),
        ),
        (
            "insert into core.funnel_items select * replace ('of no extract' as item_key)"
            " from core.funnel_items where item_key like '%1' and measure = 'won amount'",
            ("unexplained", 0, 100),
        ),
    ],
)
def test_what_no_cause_accounts_for_is_unexplained(
    replay: Replay, damage: str, expected: tuple[str, int, Any]
) -> None:
    replay.add("salesforce__opportunity", [deal(1)], DAY)
    replay.build("funnel_items", "landing_files")
    replay.connection.execute(damage)
    replay.build("source_reconciliation")
    assert expected in replay.rows(
        "select cause, theirs, ours from marts.main.source_reconciliation"
        " where measure = 'won amount'"
    )


def test_two_currencies_are_never_summed(replay: Replay) -> None:
    """A deal's win that stood in two currencies would be added up: the query fails instead."""
    replay.add("salesforce__opportunity", [deal(1)], DAY)
    replay.build("fct_funnel")
    replay.connection.execute(
        "insert into marts.main.fct_funnel"
        " select * replace ('USD' as currency) from marts.main.fct_funnel where stage_id = 'won'"
    )
    with pytest.raises(duckdb.InvalidInputException, match="amounts of two currencies in one sum"):
        replay.build("funnel_items")
