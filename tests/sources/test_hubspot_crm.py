"""HubSpot as the CRM: the same rows from the API as from an object export, and what is none."""

import json
from typing import Any

import pytest

from pipelines.sources.hubspot import VENDOR
from pipelines.sources.vendor import PassedOver, Recognised
from tests.sources.company import Company, lines, packed

DEAL = {
    "id": "501",
    "createdAt": "2025-02-01T08:00:00Z",
    "updatedAt": "2025-03-01T08:00:00Z",
    "archived": False,
    "properties": {
        "dealname": "Crews",
        "amount": "120.50",
        "deal_currency_code": "CHF",
        "dealstage": "10",
        "closedate": "2025-03-05T22:30:00Z",
        "hubspot_owner_id": "7",
    },
    "propertiesWithHistory": {
        "dealstage": [
            {"value": "10", "timestamp": "2025-03-01T08:00:00Z", "sourceType": "CRM_UI"},
            {"value": "9", "timestamp": "2025-02-01T08:00:00Z"},
        ],
        "amount": [{"value": "120.50", "timestamp": "2025-02-01T08:00:00Z"}],
    },
    "associations": {
        "contacts": {
            "results": [
                {"id": "101", "type": "deal_to_contact"},
                {"toObjectId": 102, "associationTypes": [{"typeId": 3, "label": "Primary"}, {}]},
            ]
        },
        "companies": {"results": [{"id": "70", "type": "deal_to_company"}]},
    },
}
OTHER = {"id": 502, "archived": True, "properties": {"dealstage": "closedlost"}}
DEALS = """
    select landing_line, id, archived, createdAt, dealname, amount, deal_currency_code, dealstage,
        closedate, hubspot_owner_id
    from raw.hubspot__deals order by landing_line
"""
TIES = "select from_object, from_id, to_object, to_id, label from raw.hubspot__associations"
LABELS = (
    "Record ID,Deal Name,Amount,Currency,Deal Stage,Close Date,Deal owner,Create Date,Archived,"
    "Associated Contact IDs,Associated Company IDs,Our own\r\n"
)
NAMES = (
    "hs_object_id,dealname,amount,deal_currency_code,dealstage,closedate,hubspot_owner_id,"
    "createdate,archived,Associated Contact,Associated Company,Our own\r\n"
)
ROWS = (
    "501,Crews,120.50,CHF,10,2025-03-05T22:30:00Z,7,2025-02-01T08:00:00Z,false,101;102, 70 ,x\r\n"
    "502,,,,closedlost,,,,true,,Acme GmbH,\r\n"
)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("deals.json", json.dumps({"results": [DEAL, OTHER], "paging": {"next": {}}})),
        ("deals_1.ndjson", lines({"results": [DEAL]}, {"results": [OTHER]})),
        ("deals.ndjson.gz", packed(lines(DEAL, OTHER))),
        ("deals-2025.csv", LABELS + ROWS),
        ("hubspot-crm-exports-all-deals-2025-03-06.csv", NAMES + ROWS),
    ],
)
def test_deals_are_the_same_from_the_api_and_from_an_export(
    marketing: Company, name: str, content: str | bytes
) -> None:
    marketing.deliver(f"marketing/{name}", content)
    marketing.run()
    assert marketing.query(DEALS) == [
        (
            *(1, "501", "false", "2025-02-01T08:00:00Z", "Crews", "120.50", "CHF", "10"),
            *("2025-03-05T22:30:00Z", "7"),
        ),
        (2, "502", "true", None, None, None, None, "closedlost", None, None),
    ]
    assert sorted(row[:4] for row in marketing.query(TIES)) == [
        ("deal", "501", "company", "70"),
        ("deal", "501", "contact", "101"),
        ("deal", "501", "contact", "102"),
    ]
    assert marketing.query("select delivered_rows, accepted_rows from landing.files") == [(2, 2)]


def test_a_deals_history_and_its_ties_are_kept_with_their_labels(marketing: Company) -> None:
    marketing.deliver("marketing/deals.json", json.dumps([OTHER, DEAL]))
    marketing.run()
    assert marketing.query("""
        select landing_line, deal_id, property, value, timestamp, sourceType
        from raw.hubspot__deal_property_history order by property, timestamp
    """) == [
        (2, "501", "amount", "120.50", "2025-02-01T08:00:00Z", None),
        (2, "501", "dealstage", "9", "2025-02-01T08:00:00Z", None),
        (2, "501", "dealstage", "10", "2025-03-01T08:00:00Z", "CRM_UI"),
    ]
    assert marketing.query(f"{TIES} order by to_id") == [
        ("deal", "501", "contact", "101", "deal_to_contact"),
        ("deal", "501", "contact", "102", "Primary"),
        ("deal", "501", "company", "70", "deal_to_company"),
    ]


def test_an_export_of_contacts_and_companies_is_read_by_its_labels(marketing: Company) -> None:
    marketing.deliver(
        "marketing/contacts.csv",
        "Record ID,First Name,Email,Company Name,Lifecycle Stage,Lead Status,Contact owner,Budget,"
        "Associated Company IDs (Primary)\n"
        "101,Anna,anna@x.example,Acme,Marketing Qualified Lead,New,Mia Ohm,9,70\n",
    )
    marketing.deliver(
        "marketing/companies.csv",
        "Record ID,Company name,Industry,Number of Employees,Country/Region,Lifecycle Stage\n"
        "70,Acme,Steel,50,Austria,Customer\n",
    )
    marketing.run()
    [(*contact, properties)] = marketing.query("""
        select id, firstname, email, company, lifecyclestage, hs_lead_status, hubspot_owner_id,
            associatedcompanyid, properties
        from raw.hubspot__contacts
    """)
    assert contact == [
        *("101", "Anna", "anna@x.example", "Acme", "marketingqualifiedlead", "New"),
        *("Mia Ohm", "70"),
    ]
    assert json.loads(properties)["Budget"] == "9"
    assert marketing.query("""
        select id, name, industry, numberofemployees, country, lifecyclestage
        from raw.hubspot__companies
    """) == [("70", "Acme", "Steel", "50", "Austria", "customer")]


def test_stages_owners_and_ties_of_a_batch_are_read(marketing: Company) -> None:
    stage: dict[str, Any] = {"id": "10", "label": "Won", "archived": False}
    stage["metadata"] = {"isClosed": "true", "probability": "1.0"}
    pipelines = [
        {"id": "default", "label": "Sales", "stages": [stage, {"label": "nameless"}]},
        {"id": "old", "label": "Old", "archived": True, "stages": [{"id": "9", "label": "Lost"}]},
        {"id": "bare"},
    ]
    marketing.deliver("marketing/pipelines.json", json.dumps({"results": pipelines}))
    teams = [{"name": "Web"}, {"name": "Sales", "primary": True}]
    owner = {"id": "7", "email": "mia@x.example", "firstName": "Mia", "lastName": "Ohm"}
    owners = [{**owner, "archived": False, "teams": teams}, {"id": "8", "teams": teams[:1]}]
    marketing.deliver("marketing/owners.json", json.dumps({"results": owners}))
    answers = [
        {"from": {"id": "501"}, "to": [{"toObjectId": 101, "associationTypes": []}]},
        {"from": {}, "to": []},
    ]
    marketing.deliver("marketing/associations_deals_contacts.json", json.dumps(answers))
    marketing.run()
    assert marketing.query("""
        select stage_id, stage, pipeline_id, pipeline, is_closed, probability, archived
        from raw.hubspot__deal_stages order by landing_line
    """) == [
        ("10", "Won", "default", "Sales", "true", "1.0", "false"),
        ("9", "Lost", "old", "Old", None, None, "true"),
    ]
    assert marketing.query("select id, firstName, team, archived from raw.hubspot__owners") == [
        ("7", "Mia", "Sales", "false"),
        ("8", None, "Web", None),
    ]
    assert marketing.query(TIES) == [("deal", "501", "contact", "101", None)]
    assert marketing.query("""
        select table_name, delivered_rows, accepted_rows, rejected_rows
        from landing.files order by 1
    """) == [("associations", 2, 1, 1), ("deal_stages", 4, 2, 2), ("owners", 2, 2, 0)]


def test_engagements_of_either_api_are_acts_with_whom_they_name(marketing: Company) -> None:
    call = {
        "id": "1",
        "properties": {"hs_timestamp": "2025-03-01T08:00:00Z", "hs_call_status": "COMPLETED"},
        "associations": {"contacts": {"results": [{"id": "101", "type": "call_to_contact"}]}},
    }
    first = {
        "engagement": {"id": 2, "type": "MEETING", "timestamp": 1740816000000, "ownerId": 7},
        "associations": {"contactIds": [101], "companyIds": [], "dealIds": [501]},
        "metadata": {"startTime": 1740816000000, "endTime": 1740819600000},
    }
    incoming = {"engagement": {"id": 3, "type": "INCOMING_EMAIL", "active": False}}
    marketing.deliver("marketing/calls.json", json.dumps({"results": [call]}))
    marketing.deliver("marketing/engagements.json", json.dumps({"results": [first, incoming]}))
    marketing.deliver("marketing/notes.json", json.dumps({"results": [call]}))
    marketing.deliver(
        "marketing/tasks.csv", "Record ID,Task Type,Task Status\n4,CALL,COMPLETED\nx\n"
    )
    marketing.run()
    assert marketing.query("""
        select id, type, archived, hs_timestamp, hubspot_owner_id, hs_call_status,
            hs_email_direction, hs_meeting_end_time, hs_task_status
        from raw.hubspot__engagements order by id
    """) == [
        ("1", "CALL", None, "2025-03-01T08:00:00Z", None, "COMPLETED", None, None, None),
        ("2", "MEETING", "false", "1740816000000", "7", None, None, "1740819600000", None),
        ("3", "EMAIL", "true", None, None, None, "INCOMING_EMAIL", None, None),
        ("4", "TASK", None, None, None, None, None, None, "COMPLETED"),
    ]
    assert sorted(row[:4] for row in marketing.query(TIES)) == [
        ("call", "1", "contact", "101"),
        ("meeting", "2", "contact", "101"),
        ("meeting", "2", "deal", "501"),
    ]
    [(line, reason)] = marketing.query("select line, reason from landing.rejects")
    assert (line, reason.split(" where")[0]) == (2, "1 field")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("deals.csv", "Record ID,Deal Name\n1,A\n", 'no column for "dealstage"'),
        ("deals.csv", "Deal Name,Deal Stage\nA,10\n", '"Record ID"'),
        ("deals.json", '[{"id": "1", "properties": {"dealname": "A"}}]', '"dealstage"'),
        (
            "deals.json",
            '[{"id": "1", "properties": {"dealstage": "1", "amounts": "2"}}]',
            'renamed to "amounts"',
        ),
        ("deals.json", '[{"id": "1", "properties"', "damaged or cut off"),
    ],
)
def test_what_cannot_be_used_is_held_and_says_why(
    marketing: Company, name: str, content: str, says: str
) -> None:
    marketing.deliver(f"marketing/{name}", content)
    assert marketing.land().sources[0].status == "held"
    [entry] = marketing.ledger()
    assert says in (entry.reason or "")


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("hubspot-crm-exports-my-open-deals-2025-01-01.csv", "deals"),
        ("2025/Companies.JSON.gz", "companies"),
        ("emails_2025.ndjson", "engagements"),
        ("email_events.csv", "email_events"),
        ("deal_pipelines.json", "deal_stages"),
        ("associations_companies_to_deals_2.json", "associations"),
        ("dealers.csv", None),
        ("contacts.xml", None),
    ],
)
def test_a_file_is_known_by_its_name(name: str, table: str | None) -> None:
    assert VENDOR.recognise(name) == (Recognised(table) if table else None)


def test_notes_are_left_out_on_purpose() -> None:
    assert isinstance(VENDOR.recognise("notes_2025.csv"), PassedOver)
