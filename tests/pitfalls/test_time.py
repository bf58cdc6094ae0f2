"""Moments and days: zones, today's clock, what was told late or still goes on, cost by day."""

import re

from tests.dbt.built import MODELS, PROJECT
from tests.pitfalls.conftest import Built

CLOCK = re.compile(r"\b(now\s*\(|current_timestamp|current_date|today\s*\(|get_current|localtime)")


def test_04_08_instants_are_utc_and_days_are_the_agreements(built: Built) -> None:
    """Half past eleven in the night of 28 February UTC is 1 March in Berlin, whatever GA4's day."""
    assert built.rows(
        "select cast(entered_at as varchar), cast(entered_on as varchar) from fct_funnel"
        " where stage_id = 'visit' and entered_at = timestamp '2025-02-28 23:30:00'"
    ) == [("2025-02-28 23:30:00", "2025-03-01")]


def test_04_08_a_day_ends_an_hour_earlier_in_summer_time(built: Built) -> None:
    """D5 was won on Saturday, D6 on the Sunday on which the clocks went forward."""
    assert built.rows(
        "select deal_name, cast(closed_at as varchar) from deals where deal_name in ('D5', 'D6')"
        " order by deal_name"
    ) == [("D5", "2025-03-29 22:59:59"), ("D6", "2025-03-30 21:59:59")]
    assert built.rows(
        "select cast(entered_on as varchar), cast(booked_on as varchar) from fct_funnel"
        " where stage_id = 'won' and amount in (10, 20) order by amount"
    ) == [("2025-03-29", "2025-03-29"), ("2025-03-30", "2025-03-30")]


def test_04_08_what_the_crm_writes_without_a_zone_is_utc(built: Built) -> None:
    assert built.rows(
        "select cast(created_at as varchar) from stg_salesforce__records"
        " where vendor_record_id like '%olga'"
    ) == [("2025-03-03 10:00:00",)]


def test_04_09_no_model_asks_what_time_it_is(built: Built) -> None:
    """As-of is one row of a table, and every file that is SQL is read for a clock."""
    files = [*MODELS.rglob("*.sql"), *(PROJECT / "macros").glob("*.sql")]
    assert len(files) > 80
    assert [path.name for path in files if CLOCK.search(path.read_text("utf-8").lower())] == []
    assert CLOCK.search("where entered_at < current_timestamp")
    assert built.rows("select cast(as_of as varchar) from as_of") == [("2025-06-30 22:00:00",)]


def test_04_09_no_step_takes_less_than_no_time(built: Built) -> None:
    assert built.value("select count(elapsed_seconds) from stage_steps") > 20
    assert built.value("select min(elapsed_seconds) from stage_steps") >= 0


def test_04_17_what_was_imported_late_counts_then_and_says_when_it_was_told(built: Built) -> None:
    """Ida's form of 2 January came with June's export."""
    assert built.entries(
        "ida", "cast(entered_at as varchar), cast(observed_at as varchar)", "lead"
    ) == [("2025-01-02 10:00:00", "2025-06-30 20:30:00")]


def test_04_18_who_is_still_in_a_stage_has_been_there_until_now(built: Built) -> None:
    """HubSpot's "latest time in" is empty while it runs; Lara has been an MQL for 89 days."""
    assert (
        built.value(
            "select count(*) from work.raw.hubspot__contacts"
            ' where properties like \'%"hs_v2_latest_time_in_marketingqualifiedlead": ""%\''
        )
        > 5
    )
    assert built.entries("lara", "left_at, left_to", "mql") == [(None, None)]
    # 2 April 09:00 to 30 June 22:00 UTC
    assert built.rows(
        "select outcome, elapsed_seconds from stage_steps inner join fct_funnel"
        f" using (funnel_entry_id) where person_id = '{built.person('lara')}'"
        " and from_stage_id = 'mql'"
    ) == [("open", (89 * 24 + 13) * 3600)]


def test_04_21_cost_is_of_a_campaign_and_never_of_a_day(built: Built) -> None:
    """Platforms end their days in zones of their own: no table has a cost beside a day."""
    costs = built.rows(
        "select table_name from duckdb_columns() where database_name = 'marts'"
        " and column_name like '%cost%' group by table_name"
    )
    assert ("dim_campaign",) in costs
    for (table,) in costs:
        assert (
            built.rows(
                "select column_name from duckdb_columns() where database_name = 'marts'"
                f" and table_name = '{table}' and (column_name = 'day' or column_name like '%\\_on'"
                " escape '\\')"
            )
            == []
        )
