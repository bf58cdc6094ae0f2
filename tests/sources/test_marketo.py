"""Marketo: the bulk extract's leads, activities and deleted leads, with every quirk it has."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.sources.company import Company, packed

HEADER = (
    "marketoGUID,leadId,activityDate,activityTypeId,campaignId,primaryAttributeValueId,"
    "primaryAttributeValue,attributes"
)
LEADS = "id,email,firstName,createdAt,leadStatus,budget__c,Region\n"
CHANGE = {"Old Value": "Known", "New Value": "Engaged", "Reason": "form", "Source": "Web"}
TOLD = "select marketoGUID, old_value, new_value, merge_ids from raw.marketo__activities order by 1"


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """A company whose marketing tool is Marketo."""
    return Company(tmp_path, marketing={"vendor": "marketo"})


def _activity(
    guid: str = "1",
    lead: str = "318",
    at: str = "2025-02-13T14:06:20Z",
    kind: str = "13",
    attributes: object = CHANGE,
) -> list[str]:
    """Return the fields of one activity; attributes that are no text are written as JSON."""
    text = attributes if isinstance(attributes, str) else json.dumps(attributes)
    return [guid, lead, at, kind, "null", "7", "Lead Status", text]


def _log(*rows: list[str], header: str = HEADER) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([header.split(","), *rows])
    return out.getvalue()


def test_leads_are_read_by_their_columns_in_any_case_and_order(company: Company) -> None:
    company.deliver(
        "marketing/leads_2025.csv",
        "CREATEDAT,Email,ID,leadstatus\n2025-01-02T08:00:00Z,anna@x.example,318,Known\n",
    )
    company.run()
    assert company.query(
        "select id, email, leadStatus, createdAt, company from raw.marketo__leads"
    ) == [("318", "anna@x.example", "Known", "2025-01-02T08:00:00Z", None)]


def test_the_word_null_is_an_empty_value_and_no_other_word_is(company: Company) -> None:
    company.deliver(
        "marketing/leads.csv",
        LEADS + "318,null,Null,2025-01-02T08:00:00Z,null,null,\n",
    )
    company.deliver(
        "marketing/activities.csv",
        _log(_activity(attributes={"Old Value": "null", "New Value": "null hypothesis"})),
    )
    company.run()
    assert company.query("select email, firstName, leadStatus from raw.marketo__leads") == [
        (None, "Null", None)
    ]
    assert company.query("select count(*) from raw.marketo__lead_fields") == [(0,)]
    assert company.query(
        "select campaignId, old_value, new_value from raw.marketo__activities"
    ) == [(None, None, "null hypothesis")]


def test_a_field_that_is_no_column_of_its_own_is_kept_by_name(company: Company) -> None:
    company.deliver(
        "marketing/leads.csv",
        LEADS + "318,a@x.example,A,2025-01-02T08:00:00Z,Known,40000,null\n"
        "319,b@x.example,B,2025-01-02T08:00:00Z,Known,null,North\n",
    )
    company.run()
    assert company.query(
        "select landing_line, lead_id, field, value from raw.marketo__lead_fields order by 1"
    ) == [(1, "318", "budget__c", "40000"), (2, "319", "Region", "North")]


@pytest.mark.parametrize(
    "attributes",
    [CHANGE, [{"name": name, "value": value} for name, value in CHANGE.items()]],
    ids=["object", "list of names and values"],
)
def test_attributes_are_the_same_as_an_object_and_as_a_list(
    company: Company, attributes: object
) -> None:
    company.deliver("marketing/activities.csv", _log(_activity(attributes=attributes)))
    company.run()
    [(kept, old, new)] = company.query(
        "select attributes, old_value, new_value from raw.marketo__activities"
    )
    assert (json.loads(kept), old, new) == (CHANGE, "Known", "Engaged")


def test_scores_and_revenue_stages_are_changes_with_an_old_and_a_new_value(
    company: Company,
) -> None:
    score = {"Change Value": "+5", "New Value": "12", "Old Value": 7, "Reason": "Filled out form"}
    stage = {"Model ID": 3, "New Stage": "Hot", "New Stage ID": 9, "Old Stage": "Known"}
    company.deliver(
        "marketing/activities.csv", _log(_activity(attributes=score), _activity(attributes=stage))
    )
    company.run()
    assert company.query(
        "select landing_line, old_value, new_value from raw.marketo__activities order by 1"
    ) == [(1, "7", "12"), (2, "Known", "Hot")]


@pytest.mark.parametrize(
    ("ids", "read"),
    [
        ("319", "319"),
        ("319,320", "319;320"),
        ("[319, 320]", "319;320"),
        ([319, 320], "319;320"),
        (319, "319"),
        ("null", None),
    ],
)
def test_merged_ids_are_read_however_they_are_written(
    company: Company, ids: object, read: str | None
) -> None:
    attributes = {"Merge IDs": ids, "Merged in Sales": False}
    company.deliver("marketing/activities.csv", _log(_activity(kind="32", attributes=attributes)))
    company.run()
    assert company.query(TOLD) == [("1", None, None, read)]


def test_an_activity_without_attributes_or_with_empty_ones_is_one(company: Company) -> None:
    rows = [_activity(str(n), attributes=text) for n, text in enumerate(("null", "", "{}", "[]"))]
    company.deliver("marketing/activities.csv", _log(*rows))
    company.run()
    assert company.query("select count(*), count(attributes) from raw.marketo__activities") == [
        (4, 0)
    ]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (_activity(guid="null"), "marketoGUID is empty"),
        (_activity(lead=" "), "leadId is empty"),
        (_activity(lead="1.2E+14"), "rounded by a spreadsheet"),
        (_activity(at="31.02.2025"), "activityDate 31.02.2025 is no moment"),
        (_activity(at="2025-02-31T10:00:00Z"), "is no moment"),
        (_activity(kind="Fill Out Form"), "activityTypeId Fill Out Form is no number"),
        (_activity(kind=""), "activityTypeId is empty"),
        (_activity(attributes="{'Old Value': 'a'}"), "no JSON"),
        (_activity(attributes="3"), "neither an object nor a list"),
        (_activity(attributes=[{"Old Value": "a"}]), "without a name"),
        (_activity(attributes='{"New Value": "\\ud800"}'), "no valid Unicode"),
        (["1", "318"], "2 fields where the header has 8"),
    ],
)
def test_an_activity_that_cannot_be_used_is_rejected_with_its_line(
    company: Company, row: list[str], says: str
) -> None:
    good = _activity("99", at="2025-02-13T14:06:20+0000")
    company.deliver("marketing/activities.csv", _log(good, row))
    company.run()
    [(line, reason)] = company.query("select line, reason from landing.rejects")
    assert line == 2
    assert says in reason
    assert company.query(
        "select delivered_rows, accepted_rows, rejected_rows from landing.files"
    ) == [(2, 1, 1)]


def test_a_rejected_row_shows_no_address(company: Company) -> None:
    company.deliver("marketing/leads.csv", LEADS + "null,anna@x.example,A,,Known,,\n")
    company.run()
    [(reason, text)] = company.query("select reason, raw_text from landing.rejects")
    assert reason == "id is empty"
    assert "@" not in text


def test_deleted_leads_are_rows_of_their_own(company: Company) -> None:
    company.deliver(
        "marketing/deleted_leads.csv",
        "marketoGUID,leadId,activityDate,activityTypeId,primaryAttributeValue\n"
        "900,318,2025-03-01T10:00:00Z,37,Anna\n900,318,2025-03-01T10:00:00Z,37,Anna\n"
        "901,null,2025-03-01T10:00:00Z,37,null\n",
    )
    company.run()
    assert company.query(
        "select leadId, primaryAttributeValue from raw.marketo__deleted_leads"
    ) == [
        ("318", "Anna"),
        ("318", "Anna"),
    ]
    assert company.query("select reason from landing.rejects") == [("leadId is empty",)]
    assert company.query("select count(*) from raw.marketo__leads") == [(0,)]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("leads.csv", "id,createdAt\n1,2025-01-01T00:00:00Z\n", '"email" is missing'),
        ("leads.csv", "id,email,createdAt,lead_status\n1,a,b,c\n", 'renamed to "lead_status"'),
        ("activities.csv", HEADER.replace("attributes", "attrs") + "\n", '"attributes" is missing'),
        ("activities.csv", HEADER + ",leadID\n", "more than once"),
        ("activities.csv", _log(_activity())[:-9], "cut off"),
        ("activities.csv", _log(_activity()).encode("utf-16"), "UTF-8"),
        ("leads.csv", "", "empty"),
        ("deleted_leads.csv", "id,activityDate\n", '"leadId" is missing'),
    ],
)
def test_half_a_file_or_another_header_is_quarantined(
    company: Company, name: str, content: str | bytes, says: str
) -> None:
    company.deliver(f"marketing/{name}", content)
    assert company.land().sources[0].status == "held"
    [entry] = company.ledger()
    assert entry.status == "quarantined"
    assert says in (entry.reason or "")


def test_files_are_known_by_their_names(company: Company) -> None:
    company.deliver("marketing/2025-01-05T203000Z/leads-1.csv.gz", packed(LEADS))
    company.deliver("marketing/2025-01-05T203000Z/Activities_2.csv", HEADER + "\n")
    company.deliver("marketing/programs.csv", "id,name\n1,x\n")
    [source] = company.land().sources
    assert {entry.table for entry in company.ledger()} == {"leads", "activities"}
    assert {entry.exported_at for entry in company.ledger()} == {"2025-01-05T20:30:00Z"}
    assert source.notes == ["programs.csv: no extract of marketo by its name"]


def test_a_log_delivered_twice_is_loaded_once(company: Company) -> None:
    company.deliver("marketing/activities.csv", _log(_activity()))
    company.run()
    company.deliver("marketing/again/activities.csv", _log(_activity()))
    company.run()
    assert len(company.ledger()) == 1
    assert company.query(TOLD) == [("1", "Known", "Engaged", None)]
