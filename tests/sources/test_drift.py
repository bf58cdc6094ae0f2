"""What changes in a tool's export is noted, kept or held, and said before anything is loaded."""

import json
from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.sources.check import findings
from pipelines.sources.landing import land_what_can_be
from pipelines.sources.ledger import Ledger
from tests.sources.company import Company, event, lead, leads, lines

WIDE = "Id,Email,Status,CreatedDate,Industry"


def wide(*rows: str, header: str = WIDE) -> str:
    return leads(*rows, header=header)


def stands(company: Company) -> tuple[str, str]:
    """Land, load, and return how the only source stands, with the sentence about it."""
    company.run()
    [(status, message)] = company.query("select status, message from landing.sources")
    return status, message or ""


def test_a_new_column_is_noted_and_its_values_stay_on_their_rows(optional_crm: Company) -> None:
    company = optional_crm
    company.deliver("crm/2025-01-06/Lead.csv", leads(lead(1)))
    company.run()
    more = leads(f"{lead(1)},", f'{lead(2)},"a ""b"""', header="Id,Email,Status,CreatedDate,Hobby")
    company.deliver("crm/2025-01-07/Lead.csv", more)

    status = company.land().sources[0]
    company.load()

    assert any("new, kept as delivered, read by no model: Hobby" in n for n in status.notes)
    assert company.query("""
        select landing_line, extra from raw.salesforce__lead where exported_at >= '2025-01-07'
        order by all
    """) == [(1, None), (2, json.dumps({"Hobby": 'a "b"'}))]
    assert company.query("""
        select name, column_name, filled_rows from landing.columns inner join landing.files
        using (file_id) where state = 'kept'
    """) == [("2025-01-07/Lead.csv", "Hobby", 1)]
    assert company.query("select status from landing.sources") == [("fresh",)]


@pytest.mark.parametrize(
    ("header", "says"),
    [
        (WIDE.replace("Industry", "IndustryName"), '(renamed to "IndustryName"?)'),
        (WIDE.replace("Industry", "Hobby"), 'the column "Industry", which earlier exports had'),
    ],
)
def test_a_column_that_models_read_must_not_go(
    optional_crm: Company, header: str, says: str
) -> None:
    company = optional_crm
    company.deliver("crm/2025-01-06/Lead.csv", wide(f"{lead(1)},Steel"))
    company.run()
    company.deliver("crm/2025-01-07/Lead.csv", wide(f"{lead(1)},Steel", header=header))

    status, message = stands(company)

    assert status == "held"
    assert says in message
    assert "without: [lead.Industry]" in message
    assert company.query("select Industry from raw.salesforce__lead") == [("Steel",)]

    text = company.file.read_text("utf-8")
    company.file.write_text(text + "  without: [lead.Industry]\n", "utf-8")
    assert stands(company)[0] == "fresh"
    assert len(company.query("from raw.salesforce__lead")) == 2


def test_an_older_export_that_comes_late_takes_nothing_back(optional_crm: Company) -> None:
    company = optional_crm
    company.deliver("crm/2025-01-07/Lead.csv", leads(lead(1)))
    company.run()
    company.deliver("crm/2025-01-06/Lead.csv", wide(f"{lead(1)},Steel"))
    assert stands(company)[0] == "fresh"
    assert len(company.query("from raw.salesforce__lead")) == 2


def test_what_changed_its_type_is_rejected_and_past_the_agreed_share_held(
    optional_crm: Company,
) -> None:
    company = optional_crm
    good, bad = lead(1), lead(2).replace("2025-01-01 10:00:00", "01.02.2025")
    company.deliver("crm/2025-01-06/Lead.csv", leads(good, bad))

    [status] = land_what_can_be(company.config, company.home, company.told.append, 0.5).sources
    company.load()
    assert status.status == "ready"
    assert company.query("select line, reason from landing.rejects") == [
        (2, "CreatedDate 01.02.2025 is no moment written as 2025-01-31T10:00:00Z")
    ]
    assert company.query("select reason from landing.files") == [
        ("the first row rejected is row 2",)
    ]

    # one row of a short file is more than the agreed share, and holds nothing
    company.deliver("crm/2025-01-07/Lead.csv", leads(bad))
    [status] = land_what_can_be(company.config, company.home, company.told.append, 0.5).sources
    assert status.status == "ready"

    company.deliver("crm/2025-01-08/Lead.csv", leads(good, bad, bad))
    [status] = land_what_can_be(company.config, company.home, company.told.append, 0.5).sources
    assert status.status == "held"
    assert "2 of 3 rows would be rejected, the first is row 2; at most 50%" in status.message


def parquet(**more: object) -> bytes:
    """Two events as BigQuery's Parquet has them; the second lacks its name."""
    events = [event("page_view", **more), event("page_view", at=2, **more)]
    file = BytesIO()
    table = pa.Table.from_pylist(events)
    names = pa.array(["page_view", None])
    place = table.schema.get_field_index("event_name")
    pq.write_table(table.set_column(place, "event_name", names), file)
    return file.getvalue()


@pytest.mark.parametrize("form", ["json", "parquet"])
def test_a_new_column_of_the_website_is_kept_too(web: Company, form: str) -> None:
    new = {"mood": {"word": "glad"}}
    content = lines(event(**new), event("", at=2, **new)) if form == "json" else parquet(**new)
    web.deliver(f"web/events_20250106.{form}", content)

    [status] = land_what_can_be(web.config, web.home, web.told.append, 0.5).sources
    web.load()

    assert web.query("select extra from raw.ga4__events") == [('{"mood":{"word":"glad"}}',)]
    assert web.query("select column_name, filled_rows from landing.columns") == [("mood", 1)]
    assert [(item.rejected, item.first_rejected) for item in status.deliveries] == [(1, 2)]
    assert list(findings(web.config, status, web.home))[-1] == (
        f"    events_20250106.{form}, row 2: event_name is empty"
    )


def test_a_column_of_the_websites_that_went_or_was_renamed_is_named(web: Company) -> None:
    web.deliver("web/events_20250106.parquet", parquet(stream_id="7"))
    web.run()
    web.deliver("web/events_20250107.parquet", parquet(streamid="7", event_date="20250107"))
    status, message = stands(web)
    assert status == "held"
    assert 'the column "stream_id"' in message
    assert 'renamed to "streamid"?' in message


def test_what_an_export_leaves_out_where_it_is_empty_is_not_missing(web: Company) -> None:
    web.deliver("web/events_20250106.json", lines(event(stream_id="7", user_id="a")))
    web.deliver("web/events_20250107.json", lines(event(event_date="20250107", user_id="a")))
    assert stands(web)[0] == "fresh"
    web.deliver("web/events_20250108.json", lines(event(event_date="20250108", userid="a")))
    status, message = stands(web)
    assert status == "held"
    assert 'renamed to "userid"?' in message


def test_the_check_tells_every_row_and_lands_nothing(optional_crm: Company, tmp_path: Path) -> None:
    company = optional_crm
    company.deliver("crm/Lead.csv", leads(lead(1), "ragged", ",x@x.example,New,2025-01-01"))
    [status] = land_what_can_be(company.config, company.home, company.told.append, 0.9).sources

    told = list(findings(company.config, status, company.home))

    assert told[0] == "  crm (salesforce) ready"
    assert told[-2:] == [
        "    Lead.csv, row 2: 1 field where the header has 4 (line 3 of file)",
        "    Lead.csv, row 3: Id is empty",
    ]
    assert Ledger(company.home.landing).read()[0].rows == 3


def test_what_no_model_reads_of_hubspots_records_is_counted_too(marketing: Company) -> None:
    contact = {"id": "1", "properties": {"email": "a@x.example", "hobby": "chess", "pet": ""}}
    call = {"id": "2", "properties": {"hs_timestamp": "2025-01-06T10:00:00Z", "mood": "glad"}}
    marketing.deliver("marketing/2025-01-06/contacts.json", lines(contact, contact | {"id": "3"}))
    marketing.deliver("marketing/2025-01-06/calls.json", lines(call))

    marketing.run()

    assert marketing.query("""
        select column_name, filled_rows from landing.columns where state = 'kept' order by 1
    """) == [("hobby", 2), ("mood", 1), ("pet", 0)]
    assert marketing.query("select extra from raw.hubspot__engagements") == [('{"mood": "glad"}',)]
