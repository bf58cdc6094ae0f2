"""Whom a row is of: people, accounts and deals, converted, merged and deleted records."""

from decimal import Decimal

import pytest

from tests.pitfalls.conftest import Built
from tests.pitfalls.extracts import crm_id


@pytest.mark.parametrize("stage", ["opportunity", "won"])
def test_04_05_the_amounts_of_a_stage_are_the_amounts_of_its_deals(
    built: Built, stage: str
) -> None:
    """D1 and D2 are of one account; three and two contacts are on them, two on each other's."""
    assert (
        built.rows(
            "select currency, sum(amount), count(distinct opportunity_id) from fct_funnel"
            f" where stage_id = '{stage}' group by currency order by currency"
        )
        == {
            # D1, D2, D3, D5, D6, D11 and the lost D7: 1,000 + 500 + 50 + 10 + 20 + 5 + 300
            "opportunity": [
                ("CHF", Decimal(700), 1),
                ("EUR", Decimal(1885), 7),
                ("USD", Decimal(2000), 2),
            ],
            "won": [("CHF", Decimal(700), 1), ("EUR", Decimal(1530), 4), ("USD", Decimal(2000), 2)],
        }[stage]
    )


def test_04_05_the_grain_of_the_fact_is_one_stage_of_one_journey(built: Built) -> None:
    assert not built.rows(
        "select journey_id, stage_id from fct_funnel where stage_id <> 'visit'"
        " group by all having count(*) > 1"
    )
    assert built.value("select count(*) - count(distinct funnel_entry_id) from fct_funnel") == 0


def test_04_06_two_leads_converted_into_one_contact_are_one_person(built: Built) -> None:
    """And what happened to either lead is hers: both meetings, at their own times."""
    assert built.rows(
        "select cast(occurred_at as varchar) from person_timeline where kind = 'meeting_held'"
        f" and person_id = '{built.person('cora')}' order by occurred_at"
    ) == [("2025-01-11 09:00:00",), ("2025-02-10 09:00:00",)]
    assert built.value(
        f"select identifier_count from people where person_id = '{built.person('cora')}'"
    ) == len(["two leads", "", "a contact", "two addresses", ""])


def test_04_06_a_conversion_without_time_or_deal_makes_neither(built: Built) -> None:
    """ConvertedDate is a day; the deal that she is on is the account's, found by her activity."""
    assert built.rows(
        "select link_method, cast(deals.opened_at as varchar) from deal_links"
        f" inner join deals using (deal_key) where person_id = '{built.person('cora')}'"
    ) == [("only active person of the account", "2025-02-14 09:00:00")]
    stamps = built.entries("cora", "distinct cast(entered_at as varchar)")
    assert all(not at.startswith("2025-02-20") for (at,) in stamps)


def test_04_06_every_deal_says_how_it_was_linked(built: Built) -> None:
    assert built.rows(
        "select link_method, count(*) from deal_links group by link_method order by link_method"
    ) == [("none", 7), ("only active person of the account", 1), ("primary contact", 2)]


def test_04_07_what_happened_to_a_merged_record_is_the_survivors(built: Built) -> None:
    """Max by MasterRecordId, Mia by one number, Mo by Marketo's log, whose loser went twice."""

    def acts(name: str) -> list[tuple[str, str]]:
        return built.rows(
            "select kind, cast(occurred_at as varchar) from person_timeline where is_activity"
            f" and person_id = '{built.person(name)}'"
        )

    assert acts("max") == [("meeting_held", "2025-01-14 10:00:00")]
    assert acts("mia") == [("form", "2025-01-14 09:00:00")]
    assert acts("mo") == [("email_click", "2025-01-15 09:00:00")]


def test_04_07_the_survivor_is_the_earliest_record_whatever_the_tool_kept(built: Built) -> None:
    """And the way back lists the record that gave way, under its own number."""
    assert built.rows(
        "select identifier_key from person_identifiers"
        f" where person_id = '{built.person('mo')}' order by identifier_key"
    ) == [("email:mo@customer.example",), ("marketo:lead:501",), ("marketo:lead:502",)]


def test_04_07_a_deleted_deal_is_no_win_and_is_told_as_deleted(built: Built) -> None:
    assert crm_id("006", "D4")[:15] not in {
        record for (record,) in built.rows("select vendor_record_id from deals")
    }
    assert built.value("select count(*) from deals") == 10


def test_04_13_one_person_however_the_address_is_written(built: Built) -> None:
    """A lead and two contacts of two companies; a plus-tag is another address, a desk nobody."""
    dup = built.person("dup")
    assert built.rows(
        "select identifier_key from person_identifiers"
        f" where person_id = '{dup}' and identifier_kind <> 'email' order by identifier_key"
    ) == [
        (f"salesforce:contact:{crm_id('003', 'dup')[:15]}",),
        (f"salesforce:contact:{crm_id('003', 'dup2')[:15]}",),
        (f"salesforce:lead:{crm_id('00Q', 'dup')[:15]}",),
    ]
    assert built.person("dup+news") != dup
    desks = built.rows(
        "select count(distinct person_id) from person_identifiers where identifier_key in"
        f" ('salesforce:lead:{crm_id('00Q', 'desk1')[:15]}',"
        f" 'salesforce:lead:{crm_id('00Q', 'desk2')[:15]}')"
    )
    assert desks == [(2,)]


def test_04_13_a_person_with_two_accounts_acts_once(built: Built) -> None:
    assert built.rows(
        "select count(*) from person_timeline where kind = 'meeting_held'"
        f" and person_id = '{built.person('dup')}'"
    ) == [(1,)]
    assert (
        built.value(f"select count(*) from dim_person where person_id = '{built.person('dup')}'")
        == 1
    )
