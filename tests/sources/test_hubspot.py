"""HubSpot: contacts in every shape the API gives them, histories, forms and e-mails."""

import json

import pytest

from tests.sources.company import Company, lines, packed

ANNA = {
    "id": "101",
    "archived": False,
    "createdAt": "2025-01-02T08:00:00Z",
    "updatedAt": "2025-01-05T08:00:00Z",
    "properties": {"email": "anna@x.example", "firstname": "Anna", "jobtitle": None, "budget": "9"},
    "propertiesWithHistory": {
        "lifecyclestage": [
            {"value": "lead", "timestamp": "2025-01-02T08:00:00Z", "sourceType": "FORM"},
            {"value": "", "timestamp": "2025-01-03T08:00:00Z", "sourceType": "API", "sourceId": 7},
        ]
    },
}
BERT = {"id": 102, "properties": {"email": None, "createdate": "2025-01-04T08:00:00Z"}}
CONTACTS = """
    select landing_line, id, archived, createdAt, email, firstname, properties
    from raw.hubspot__contacts order by landing_line
"""
EXPECTED = [
    (
        *(1, "101", "false", "2025-01-02T08:00:00Z", "anna@x.example", "Anna"),
        '{"budget": "9", "email": "anna@x.example", "firstname": "Anna", "jobtitle": null}',
    ),
    (
        *(2, "102", None, "2025-01-04T08:00:00Z", None, None),
        '{"createdate": "2025-01-04T08:00:00Z", "email": null}',
    ),
]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("contacts.json", json.dumps({"results": [ANNA, BERT], "paging": {}}).encode()),
        ("contacts.json", json.dumps([ANNA, BERT], indent=2).encode()),
        ("contacts_2025.ndjson", lines(ANNA, BERT).encode()),
        ("contacts.json", lines({"results": [ANNA]}, {"results": [BERT]}).encode()),
        ("deep/contacts.json.gz", packed(json.dumps({"results": [ANNA, BERT]}))),
        ("contacts.json", ("\ufeff" + json.dumps([ANNA, BERT])).encode()),
    ],
)
def test_contacts_are_the_same_in_every_shape(
    marketing: Company, name: str, content: bytes
) -> None:
    marketing.deliver(f"marketing/{name}", content)
    marketing.run()
    assert marketing.query(CONTACTS) == EXPECTED
    assert marketing.query("select delivered_rows, accepted_rows from landing.files") == [(2, 2)]


def test_histories_become_one_row_per_value(marketing: Company) -> None:
    marketing.deliver("marketing/contacts.json", json.dumps([BERT, ANNA]))
    marketing.run()
    assert marketing.query("""
        select landing_line, contact_id, property, value, timestamp, sourceType, sourceId
        from raw.hubspot__contact_property_history order by timestamp
    """) == [
        (2, "101", "lifecyclestage", "lead", "2025-01-02T08:00:00Z", "FORM", None),
        (2, "101", "lifecyclestage", "", "2025-01-03T08:00:00Z", "API", "7"),
    ]


def test_a_contact_that_cannot_be_used_is_rejected_with_its_line(marketing: Company) -> None:
    marketing.deliver(
        "marketing/contacts.ndjson",
        lines(ANNA, {"properties": {"email": "who@x.example"}}, ["no"], {**BERT, "id": "1.2E+14"})
        + "{half\n"
        + lines({**BERT, "propertiesWithHistory": {"x": [1]}}, BERT, {**ANNA, "id": "\ud800"}),
    )
    marketing.run()
    rejects = marketing.query("select line, reason, raw_text from landing.rejects order by line")
    assert [line for line, _, _ in rejects] == [2, 3, 4, 5, 6, 8]
    assert "rounded by a spreadsheet" in rejects[2][1]
    assert not any("@" in text for _, _, text in rejects)
    assert marketing.query(
        "select delivered_rows, accepted_rows, rejected_rows from landing.files"
    ) == [(8, 2, 6)]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (json.dumps({"results": [ANNA]}, indent=1)[:-30], "damaged or cut off"),
        (lines(ANNA, BERT)[:-10], "half a JSON document"),
        ("", "empty"),
        ("\n", "no JSON at all"),
        (json.dumps({"status": "error", "message": "expired"}), "error message"),
        (json.dumps({"results": {}}), "no list"),
        (
            json.dumps([ANNA]).replace('"email"', '"email_address"'),
            'renamed to "email_address"',
        ),
    ],
)
def test_half_a_file_is_quarantined(marketing: Company, content: str, says: str) -> None:
    marketing.deliver("marketing/contacts.json", content)
    assert marketing.land().sources[0].status == "held"
    [entry] = marketing.ledger()
    assert entry.status == "quarantined"
    assert says in (entry.reason or "")


def test_an_empty_page_is_a_valid_delivery_of_nothing(marketing: Company) -> None:
    marketing.deliver("marketing/contacts.json", '{"results": []}')
    marketing.run()
    assert marketing.query("select delivered_rows, is_loaded from landing.files") == [(0, True)]


def test_forms_and_emails_are_kept_as_text(marketing: Company) -> None:
    marketing.deliver(
        "marketing/form_submissions.csv",
        "conversion_id,contact_id,form_id,timestamp,title\r\n"
        'c1,101,demo,1736150400000,"Request, a ""demo"""\r\nc2,101,demo,,Undated\r\n',
    )
    marketing.deliver(
        "marketing/email_events_jan.csv",
        "id,type,created,recipient,emailCampaignId\ne1,CLICK,2025-01-06T08:00:00Z,a@x.example,0042\n",
    )
    marketing.run()
    assert marketing.query("""
        select landing_line, conversion_id, timestamp, title, page_url
        from raw.hubspot__form_submissions order by 1
    """) == [
        (1, "c1", "1736150400000", 'Request, a "demo"', None),
        (2, "c2", None, "Undated", None),
    ]
    assert marketing.query("select emailCampaignId, url from raw.hubspot__email_events") == [
        ("0042", None)
    ]
