"""People who are several records, and browsers: what each tool's identities and hits say."""

from tests.pitfalls.extracts import Extracts, contact, crm_id, email_of, hit, lead


def write_records(extracts: Extracts, day: str) -> None:
    """Cora was two leads of one contact; Max, Mia and Mo were merged, each by another tool."""
    converted = {
        "IsConverted": "1",
        "ConvertedDate": "2025-02-20",
        "ConvertedContactId": crm_id("003", "cora"),
        "ConvertedAccountId": crm_id("001", "brix"),
    }
    extracts.crm(
        day,
        "Lead",
        lead("cora", "2025-01-10 09:00:00", "Qualified", **converted),
        lead("cora2", "2025-01-12 09:00:00", "Qualified", **converted),
        lead("max", "2025-01-13 09:00:00", "New"),
        lead(
            "maxold",
            "2025-01-14 09:00:00",
            "New",
            IsDeleted="1",
            MasterRecordId=crm_id("00Q", "max"),
        ),
        lead("dup", "2025-01-15 09:00:00", "New", Email="dup@customer.example"),
        lead("plus", "2025-01-15 09:00:00", "New", Email="dup+news@customer.example"),
        lead("desk1", "2025-01-15 09:00:00", "New", Email="info@customer.example"),
        lead("desk2", "2025-01-15 09:00:00", "New", Email="INFO@customer.example"),
    )
    extracts.crm(
        day,
        "Contact",
        {
            "Id": crm_id("003", "cora"),
            "AccountId": crm_id("001", "brix"),
            "Email": email_of("cora"),
            "LeadSource": "Other",
            "CreatedDate": "2025-02-20 14:30:00",
        },
        {
            "Id": crm_id("003", "dup"),
            "AccountId": crm_id("001", "cogs"),
            "Email": " Dup@Customer.example",
            "CreatedDate": "2025-01-16 09:00:00",
        },
        {
            "Id": crm_id("003", "dup2"),
            "AccountId": crm_id("001", "dale"),
            "Email": "DUP@customer.example",
            "CreatedDate": "2025-01-17 09:00:00",
        },
    )
    # met as the two leads that she was, and under the number that was merged
    meetings = [("cora", "2025-01-11 09:00:00"), ("cora2", "2025-02-10 09:00:00")]
    meetings += [("maxold", "2025-01-14 10:00:00"), ("dup", "2025-01-18 09:00:00")]
    for number, (name, at) in enumerate(meetings, start=1):
        extracts.crm(
            day,
            "Event",
            {
                "Id": crm_id("00U", str(number)),
                "WhoId": crm_id("00Q", name),
                "StartDateTime": at,
                "EndDateTime": at,
            },
        )
    extracts.marketing(
        day,
        contact(51, "2025-01-13T09:00:00Z", email_of("mia"), hs_merged_object_ids=52),
    )
    extracts.form(day, 52, "guide-download", "2025-01-14T09:00:00Z")
    extracts.automation(
        day,
        "leads",
        {"id": "501", "email": email_of("mo"), "createdAt": "2025-01-13T09:00:00Z"},
    )
    deleted = {"leadId": "502", "primaryAttributeValue": email_of("mo"), "activityTypeId": "37"}
    extracts.automation(
        day,
        "deleted_leads",
        {"marketoGUID": "91", "activityDate": "2025-01-20T09:00:00Z", **deleted},
        {"marketoGUID": "92", "activityDate": "2025-01-21T09:00:00Z", **deleted},
    )
    log = {"campaignId": "null", "primaryAttributeValueId": "1"}
    extracts.automation(
        day,
        "activities",
        {
            **log,
            "marketoGUID": "81",
            "leadId": "502",
            "activityDate": "2025-01-15T09:00:00Z",
            "activityTypeId": "11",
            "primaryAttributeValue": "A letter",
            "attributes": "{}",
        },
        {
            **log,
            "marketoGUID": "82",
            "leadId": "501",
            "activityDate": "2025-01-20T09:00:00Z",
            "activityTypeId": "32",
            "primaryAttributeValue": "null",
            "attributes": '{"Merge IDs": "502", "Merged in Sales": "False"}',
        },
    )


def write_website(extracts: Extracts, day: str) -> None:
    """Deliver sessions at midnight, from a letter, greeted twice, and hits of those who refused."""
    user = {"traffic_source": {"source": "google", "medium": "cpc", "name": "spring"}}
    letter = {"manual_campaign": {"source": "newsletter", "medium": "email"}}
    extracts.web(
        day,
        # half past midnight of 1 March in Berlin, while the property's own day is the one before
        hit("session_start", "2025-02-28 23:30:00", "c1", 1, day="20250228"),
        hit("page_view", "2025-02-28 23:30:00", "c1", 1, day="20250228"),
        # the user once came from an advertisement; this session from a letter, the next not
        hit("session_start", "2025-02-03 09:00:00", "c2", 1, **user),
        hit(
            "page_view",
            "2025-02-03 09:00:01",
            "c2",
            1,
            session_traffic_source_last_click=letter,
            **user,
        ),
        hit("page_view", "2025-02-04 09:00:00", "c2", 2, **user),
        # one browser that asks twice for consent is greeted twice as a first visit
        hit("first_visit", "2025-02-05 09:00:00", "c3", 1),
        hit("first_visit", "2025-02-05 09:05:00", "c3", 1),
        hit("page_view", "2025-02-05 09:06:00", "c3", 1),
        # three pings of people who refused
        *(hit(name, "2025-02-05 10:00:00", None, None) for name in ("page_view", "scroll")),
        hit("page_view", "2025-02-06 10:00:00", None, None),
    )
