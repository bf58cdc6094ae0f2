"""A Salesforce export that is not ours, as the CRM of a company without a web or marketing tool.

Sixty leads, 102 contacts and 50 deals with Salesforce's own column names and a byte order mark; no
users, no history, no contact roles, and nothing that links a deal to a lead. All deals were entered
on 22 January 2024, the closed ones long after their close dates.
"""

import csv
import shutil
from collections import Counter
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pytest

from pipelines import warehouse
from pipelines.home import Home, project_root
from pipelines.inputs import Request
from pipelines.run import run

SAMPLE = project_root().parent / "shared" / "data" / "salesforce_sample"
AGREEMENTS = Path(__file__).parent / "agreements"
SOURCES = """
company: Acme Bank
default_currency: USD
sources:
  - {name: crm, vendor: salesforce, path: crm, required: true}
"""
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not SAMPLE.is_dir(), reason=f"{SAMPLE} is not here; it holds the real export"
    ),
]


def _rows(table: str) -> list[dict[str, str]]:
    with (SAMPLE / f"{table}.csv").open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def _company(folder: Path) -> Path:
    """Lay out a company's folder with the export as one delivery; return its sources file."""
    delivery = folder / "crm" / "2024-01-26T060000Z"
    delivery.mkdir(parents=True)
    for file in SAMPLE.glob("*.csv"):
        shutil.copyfile(file, delivery / file.name)
    (folder / "sources.yml").write_text(SOURCES, encoding="utf-8")
    return folder / "sources.yml"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The home in which the company is published."""
    folder = tmp_path_factory.mktemp("salesforce_sample")
    home = Home(folder / "home")
    outcome = run(home, Request(_company(folder), AGREEMENTS), lambda _: None)
    assert outcome.state == "published"
    return home


@pytest.fixture
def marts(built: Home) -> Any:
    """A connection to the built marts."""
    with warehouse.read_work(built) as connection:
        connection.execute("use marts")
        yield connection


def test_sixty_leads_are_observed(marts: duckdb.DuckDBPyConnection) -> None:
    assert len(_rows("Lead")) == 60
    assert marts.execute(
        "select entry_kind, count(*), count(distinct person_id) from fct_funnel"
        " where stage_id = 'lead' and person_id is not null group by entry_kind"
    ).fetchall() == [("observed", 60, 60)]


def test_every_record_has_a_journey_from_its_creation_on(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    """Sixty leads and 102 contacts share no address, so they are 162 people."""
    assert marts.execute(
        "select count(*), count(distinct person_id), count(*) filter (where is_open)"
        " from dim_journey where origin = 'marketing'"
    ).fetchall() == [(162, 162, 162)]
    opened = Counter(
        datetime.fromisoformat(record["CreatedDate"][:19])
        for table in ("Lead", "Contact")
        for record in _rows(table)
    )
    assert dict(
        marts.execute(
            "select opened_at, count(*) from dim_journey where origin = 'marketing' group by all"
        ).fetchall()
    ) == dict(opened)


def test_a_status_without_history_counts_from_the_delivery_that_showed_it(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    """Fifteen work on, twenty-four are qualified: that is known since the export, not before."""
    statuses = Counter(lead["Status"] for lead in _rows("Lead"))
    assert statuses == {"Qualified": 24, "New": 21, "Working": 15}
    delivered_at = datetime(2024, 1, 26, 6)
    assert marts.execute(
        "select stage_id, entered_at, time_basis, count(*) from fct_funnel"
        " where stage_id in ('mql', 'sql') and person_id is not null group by all order by 1"
    ).fetchall() == [
        ("mql", delivered_at, "delivered", 39),
        ("sql", delivered_at, "delivered", 24),
    ]


def test_fifty_deals_are_fifty_journeys_of_sales(marts: duckdb.DuckDBPyConnection) -> None:
    """Nothing in the files links them to a person; what came before is inferred."""
    assert len(_rows("Opportunity")) == 50
    assert marts.execute(
        "select origin, count(*), count(distinct opportunity_id), count(person_id)"
        " from dim_journey where opportunity_id is not null group by origin"
    ).fetchall() == [("sales", 50, 50, 0)]
    assert marts.execute(
        "select stage_id, entry_kind, count(*) from fct_funnel where origin = 'sales'"
        " group by stage_id, stage_order, entry_kind order by stage_order"
    ).fetchall() == [
        ("visit", "inferred", 50),
        ("lead", "inferred", 50),
        ("mql", "inferred", 50),
        ("sql", "inferred", 50),
        ("opportunity", "observed", 50),
        ("won", "observed", 12),
    ]


def test_what_was_won_and_lost_is_worth_what_the_export_says(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    deals = _rows("Opportunity")
    assert marts.execute(
        "select count(*), sum(amount), min(currency), max(currency)"
        " from fct_funnel where stage_id = 'won'"
    ).fetchall() == [(12, Decimal("10542562.98"), "USD", "USD")]
    assert marts.execute(
        "select exit_id, count(*), sum(amount) from dim_journey"
        " where origin = 'sales' group by exit_id order by exit_id nulls last"
    ).fetchall() == [
        ("lost", 3, Decimal("3058912.50")),
        ("won", 12, Decimal("10542562.98")),
        (None, 35, sum(Decimal(deal["Amount"]) for deal in deals if not deal["IsClosed"])),
    ]
    assert marts.execute(
        "select sum(value) from kpi_values where kpi_id = 'revenue' and period_kind = 'quarter'"
        " and persona_id = 'all' and channel = 'all'"
    ).fetchone() == (pytest.approx(10542562.98),)


def test_a_deal_entered_after_its_close_date_opens_and_ends_at_the_end_of_that_day(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    """Fifteen of them; where the close date passed without an end, it opens at its creation."""
    entered = datetime(2024, 1, 22, 16, 14, 25)
    expected = []
    for deal in _rows("Opportunity"):
        day = date.fromisoformat(deal["CloseDate"])
        closed = _end_of_day(day) if deal["IsClosed"] else None
        outcome = {"Closed Won": "won", "Closed Lost": "lost"}.get(deal["StageName"])
        opened = min(entered, closed) if closed else entered
        booked_on = day if outcome == "won" else None
        expected.append((deal["Id"][:15], opened, closed, outcome, booked_on))
    found = marts.execute(
        """
        select record_id, opened_at, exited_at, exit_id, max(booked_on)
        from dim_journey
        inner join work.core.record_ids on opportunity_id = pseudonym
        inner join fct_funnel using (journey_id)
        where record_ids.kind = 'opportunity'
        group by all
        """
    ).fetchall()
    assert sorted(found) == sorted(expected)
    assert sum(closed is not None and closed < entered for _, _, closed, _, _ in expected) == 15
    assert marts.execute(
        "select count(*) from fct_funnel where left_at < entered_at"
    ).fetchone() == (0,)
    # so that the day of the entry is the close date, in the agreement's time zone
    assert marts.execute(
        "select count(*), bool_and(entered_on = booked_on) from fct_funnel where stage_id = 'won'"
    ).fetchone() == (12, True)


def test_nothing_was_dropped_on_the_way(marts: duckdb.DuckDBPyConnection) -> None:
    """Objects that Smarketing does not read stay in landing; of the others every row counts."""
    files = {
        table: (delivered, accepted, rejected)
        for table, delivered, accepted, rejected in marts.execute(
            "select table_name, delivered_rows, accepted_rows, rejected_rows from landing_files"
        ).fetchall()
    }
    tables = ("Account", "Campaign", "CampaignMember", "Contact", "Lead", "Opportunity", "Task")
    assert files == {table.lower(): (len(_rows(table)), len(_rows(table)), 0) for table in tables}
    assert marts.execute(
        "select measure, sum(theirs), sum(ours) from source_reconciliation"
        " where measure like '%deals' or measure = 'won amount' group by measure order by measure"
    ).fetchall() == [
        ("deals", 50, 50),
        ("won amount", Decimal("10542562.98"), Decimal("10542562.98")),
        ("won deals", 12, 12),
    ]
    assert not marts.execute(
        "select * from source_reconciliation where cause = 'unexplained'"
    ).fetchall()


def test_it_passes_the_gates_and_is_published(built: Home) -> None:
    with duckdb.connect(built.published.resolve(), read_only=True) as connection:
        assert (
            connection.execute(
                "select check_id from check_results where severity = 'block' and status <> 'passed'"
            ).fetchall()
            == []
        )


def _end_of_day(day: date) -> datetime:
    """Return 23:59:59 of a day in New York, in UTC."""
    local = datetime.combine(day, time(23, 59, 59), ZoneInfo("America/New_York"))
    return local.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)
