"""Two years of a small company, and its files as tables: read by no reader of the project."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from pipelines.simulator import simulate

OBJECTS = (
    "Lead LeadHistory Contact Account Opportunity OpportunityHistory OpportunityFieldHistory"
    " OpportunityContactRole Campaign CampaignMember Task Event User"
)


@pytest.fixture(scope="session")
def two_years(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a company of 6,000 people over two years."""
    folder = tmp_path_factory.mktemp("two years") / "company"
    simulate(11, 6000, 730, folder, lambda _: None)
    return folder


@pytest.fixture(scope="session")
def files(two_years: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the extracts and the truth as tables; of the CRM the last delivery."""
    last = max((two_years / "salesforce").iterdir())
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        views = {name: _csv(last / f"{name}.csv") for name in OBJECTS.split()}
        for name in ("people", "events", "deals"):
            views[f"true_{name}"] = _csv(two_years / "truth" / f"{name}.csv")
        views["all_opportunities"] = _csv(two_years / "salesforce" / "*" / "Opportunity.csv")
        views["forms"] = _csv(two_years / "hubspot" / "*" / "form_submissions.csv")
        views["emails"] = _csv(two_years / "hubspot" / "*" / "email_events.csv")
        views["guests"] = _csv(two_years / "webinars" / "*" / "attendance.csv", ";")
        views["hits"] = f"read_parquet('{two_years}/ga4/*.parquet')"
        contacts = f"'{two_years}/hubspot/*/contacts.ndjson*'"
        views["contacts"] = (
            "(select id, createdAt, properties->>'email' as email,"
            " properties->>'jobtitle' as title,"
            " properties->>'lifecyclestage' as label, properties->>'salesforceleadid' as lead_id,"
            " properties->>'hs_merged_object_ids' as merged_ids from read_json("
            + contacts
            + ", format = 'newline_delimited', filename = true, columns = {id: 'varchar',"
            " createdAt: 'varchar', properties: 'json'})"
            " qualify row_number() over (partition by id order by filename desc) = 1)"
        )
        for name, relation in views.items():
            connection.execute(f"create view {name} as select * from {relation}")
        yield connection


def _csv(path: Path, delimiter: str = ",") -> str:
    return (
        f"read_csv('{path}', all_varchar = true, delim = '{delimiter}', quote = '\"',"
        " header = true, filename = true)"
    )
