"""Every table of the vendors' own columns that we read loads, and no column is unaccounted for.

The samples are what a common loader made of the vendors' tables; their headers are turned back into
the vendors' own names. What the loader added itself (`_fivetran_…`) is left out.
"""

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.home import project_root
from pipelines.sources.tables import TABLES
from tests.sources.company import Company

FOLDER = project_root().parent / "shared" / "data" / "vendor_columns"
CONTRACTS = {(table.vendor, table.name): table for table in TABLES}
pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason=f"{FOLDER} is not here; it holds the vendors' columns"
)
SALESFORCE = ("account", "contact", "event", "lead", "opportunity", "task", "user")
MARKETO_ACTIVITIES = sorted(
    path.name
    for path in FOLDER.glob("marketo/marketo_activity_*")
    if "delete_lead" not in path.name
)
ACTIVITY = {
    "id": "marketoGUID",
    "lead_id": "leadId",
    "activity_date": "activityDate",
    "activity_type_id": "activityTypeId",
    "campaign_id": "campaignId",
    "primary_attribute_value_id": "primaryAttributeValueId",
    "primary_attribute_value": "primaryAttributeValue",
}
Row = dict[str, str]


def read(name: str) -> list[Row]:
    """Return a sample's rows without what the loader added, empty fields included."""
    text = (FOLDER / name).read_text("utf-8-sig")
    return [
        {key: value for key, value in row.items() if key and not key.startswith("_fivetran")}
        for row in csv.DictReader(io.StringIO(text))
    ]


def written(rows: list[Row]) -> str:
    file = io.StringIO()
    writer = csv.DictWriter(file, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def camel(name: str) -> str:
    """Return a name as Marketo's API spells it: createdAt."""
    return re.sub(r"_([a-z0-9])", lambda found: found[1].upper(), name)


def pascal(name: str) -> str:
    """Return a name as Salesforce's API spells it: CreatedDate, cbit_clearbit__c."""
    if name.endswith("_c"):
        return name.removesuffix("_c") + "__c"
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def renamed(rows: list[Row], name: Callable[[str], str]) -> list[Row]:
    return [{name(key): value for key, value in row.items()} for row in rows]


def loaded(company: Company, name: str, content: str) -> None:
    """Deliver, load, and hold that each row is accounted for and the source usable."""
    company.deliver(name, content)
    company.run()
    [(status, message)] = company.query("select status, message from landing.sources")
    assert (status, message) == ("fresh", None)
    [(delivered, accepted, rejected)] = company.query(
        "select delivered_rows, accepted_rows, rejected_rows from landing.files"
    )
    assert delivered > 0
    assert (accepted, rejected) == (delivered, 0), company.query("from landing.rejects")


def columns(company: Company, state: str) -> dict[str, int]:
    return dict(
        company.query(f"""
            select column_name, filled_rows from landing.columns where state = '{state}'
        """)
    )


def filled(rows: list[Row], names: set[str]) -> dict[str, int]:
    return {name: sum(bool(row[name]) for row in rows) for name in names}


def accounted(company: Company, vendor: str, table: str, rows: list[Row]) -> None:
    """Hold that each column is read, or kept with all its values, and ours read or absent."""
    contract = CONTRACTS[vendor, table]
    ours = {name.casefold() for name in contract.in_file}
    unknown = {name for name in rows[0] if name.casefold() not in ours}
    delivered = {name.casefold() for name in rows[0]}
    assert columns(company, "kept") == filled(rows, unknown)
    assert set(columns(company, "absent")) == {
        name for name in contract.in_file if name.casefold() not in delivered
    }
    assert not set(columns(company, "absent")) & set(contract.required)


@pytest.mark.parametrize("table", SALESFORCE)
def test_salesforces_columns(tmp_path: Path, table: str) -> None:
    company = Company(tmp_path, crm={"vendor": "salesforce"})
    rows = renamed(read(f"salesforce/sf_{table}_data.csv"), pascal)
    loaded(company, f"crm/2024-01-01/{table.title()}.csv", written(rows))
    accounted(company, "salesforce", table, rows)


def marketo(tmp_path: Path) -> Company:
    return Company(tmp_path, marketing={"vendor": "marketo"})


def test_marketos_leads(tmp_path: Path) -> None:
    # a bulk extract names what it was asked for; the loader's sample has six columns of it
    company = marketo(tmp_path)
    rows = renamed(read("marketo/marketo_lead_data.csv"), camel)
    loaded(company, "marketing/2024-01-01/leads.csv", written(rows))
    accounted(company, "marketo", "leads", rows)


def test_marketos_deleted_leads(tmp_path: Path) -> None:
    company = marketo(tmp_path)
    rows = renamed(
        read("marketo/marketo_activity_delete_lead_data.csv"),
        lambda name: ACTIVITY.get(name, camel(name)),
    )
    loaded(company, "marketing/2024-01-01/deleted_leads.csv", written(rows))
    accounted(company, "marketo", "deleted_leads", rows)


@pytest.mark.parametrize("name", MARKETO_ACTIVITIES)
def test_marketos_activities(tmp_path: Path, name: str) -> None:
    """What the loader made columns of are attributes in Marketo's own file, and stay so."""
    company = marketo(tmp_path)
    given = read(f"marketo/{name}")
    rows = [
        {theirs: row.get(ours, "") for ours, theirs in ACTIVITY.items()}
        | {"attributes": json.dumps({k: v for k, v in row.items() if k not in ACTIVITY})}
        for row in given
    ]
    loaded(company, "marketing/2024-01-01/activities.csv", written(rows))
    accounted(company, "marketo", "activities", rows)
    [(kept,)] = company.query("select max(attributes) from raw.marketo__activities")
    assert set(json.loads(kept)) >= {key for key in given[0] if key not in ACTIVITY} - {"merge_ids"}


def test_ga4s_columns(tmp_path: Path) -> None:
    """What is not kept is read under a name of ours, and holds what was delivered under theirs."""
    web = Company(tmp_path, web={"vendor": "ga4"})
    own = {"name": "event_name", "date": "event_date", "timestamp": "event_timestamp"}
    rows = renamed(
        read("ga4_export/event_data.csv"), lambda name: own.get(name, name.removeprefix("param_"))
    )
    loaded(web, "web/events_20240910.csv", written(rows))
    kept = columns(web, "kept")
    assert kept == filled(rows, set(kept))
    ours = {
        "geo_country": "country",
        "traffic_source_medium": "user_medium",
        "traffic_source_name": "user_campaign",
        "traffic_source_source": "user_source",
        "source": "event_source",
        "medium": "event_medium",
        "campaign": "event_campaign",
        "collected_traffic_source_manual_medium": "collected_medium",
        "collected_traffic_source_manual_source": "collected_source",
        "event_dimensions_hostname": "hostname",
    }
    for theirs in rows[0].keys() - kept.keys() - set(own.values()):
        column = ours.get(theirs, theirs)
        [(count,)] = web.query(f"select count({column}) from raw.ga4__events")
        assert count == sum(bool(row[theirs]) for row in rows), theirs
