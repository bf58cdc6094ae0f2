"""The marketing tool: every nickname's contact with its history, forms and clicks, as HubSpot's."""

from datetime import UTC, datetime
from typing import Any

from tests.scenarios.cases import Case
from tests.scenarios.deliveries import Deliveries, utc
from tests.scenarios.language import Activity, Attribute, Label, Merge
from tests.scenarios.records import Record, Records

# attributes of the vocabulary that HubSpot calls otherwise
PROPERTIES = {"title": "jobtitle", "employees": "numberofemployees"}
NO_ATTRIBUTES = ("email", "email_domain", "account_type", "persona", "fit", "engagement")


def write_marketing(case: Case, records: Records, deliveries: Deliveries) -> None:
    """Add contacts, forms and clicks."""
    for name, record in records.people.items():
        mine = [event for event in case.events if name in event.names]
        for moment in {case.observed(event) for event in mine} or {record.created_at}:
            for contact in _contacts(case, records, record, mine, moment):
                deliveries.add("marketing", moment, "contacts.json", contact)
    for number, event in enumerate(case.events, start=1):
        if isinstance(event, Activity) and event.who is not None:
            _add_activity(case, records, deliveries, number, event)


def goes_by_address(records: Records, event: Activity) -> bool:
    """Tell whether another tool knows an activity by the person's address alone."""
    assert event.who is not None
    if "@" in event.who:
        return event.kind in ("key_page", "form", "demo_request", "webinar")
    return event.kind in ("key_page", "webinar") and records.of(event.who).has_own_address


def _add_activity(
    case: Case, records: Records, deliveries: Deliveries, number: int, event: Activity
) -> None:
    assert event.who is not None
    if event.date is not None:
        if event.kind != "campaign_response":
            raise ValueError(f"{event.kind}: no tool's extract holds it with a date alone")
        return
    if event.kind == "email_click":
        recipient = event.who if "@" in event.who else records.of(event.who).email
        if not recipient.strip():
            raise ValueError("email_click: who has no address clicks in no e-mail")
        millis = int(event.at.replace(tzinfo=UTC).timestamp() * 1000) if event.at else ""
        click = {
            "id": f"5e20ddb7-{number:04d}-4c1e-9b2a-0000678f471c",
            "type": "CLICK",
            "created": str(millis),
            "recipient": recipient,
            "emailCampaignId": "318840117",
            "url": "https://www.shop.example/",
        }
        deliveries.add("marketing", case.observed(event), "email_events.csv", click)
    elif event.kind != "campaign_response" and not goes_by_address(records, event):
        form = {
            "contact_id": records.of(event.who).hubspot_id,
            "form_id": event.kind.replace("_", "-"),
            "conversion_id": f"d4a4b71f-{number:04d}-47d0-8f11-000c892298a5",
            "timestamp": utc(event.at),
            "page_url": "https://www.shop.example/form",
            "page_id": "",
            "title": event.kind,
            "portal_id": "145220931",
        }
        deliveries.add("marketing", case.observed(event), "form_submissions.csv", form)


def _contacts(
    case: Case, records: Records, record: Record, mine: list[Any], moment: datetime
) -> list[dict[str, Any]]:
    """Return a contact as HubSpot shows it then, and the one its second address came with."""
    known = sorted((event for event in mine if case.observed(event) <= moment), key=case.occurred)
    history: dict[str, list[dict[str, str]]] = {}
    for event in known:
        if isinstance(event, Attribute):
            if event.name in NO_ATTRIBUTES:
                raise ValueError(f"attribute: {event.name} is no attribute that a tool sets")
            name = PROPERTIES.get(event.name, event.name)
        elif isinstance(event, Label) and event.kind == "marketing_label":
            name = "lifecyclestage"
        else:
            continue
        if event.date is not None:
            raise ValueError(f"{event.kind}: HubSpot's history holds moments; give `at`")
        history.setdefault(name, []).append(
            {"value": event.value or "", "timestamp": utc(event.at), "sourceType": "CRM_UI"}
        )
    merged = [
        records.of(event.loser).hubspot_id
        for event in known
        if isinstance(event, Merge)
        and event.winner == record.name
        and not records.merged_by_crm(event)
    ]
    contacts = []
    if record.second_email is not None:
        merged.append(record.second_hubspot_id)
        contacts.append(_contact(record, record.second_hubspot_id, record.second_email, {}, {}))
    links = {
        "hs_merged_object_ids": ";".join(merged),
        "salesforceleadid": records.leads and record.name in records.leads and record.lead_id,
        "salesforcecontactid": record.name in records.contacts and record.contact_id,
    }
    return [*contacts, _contact(record, record.hubspot_id, record.email, links, history)]


def _contact(
    record: Record, hubspot_id: str, email: str, links: dict[str, Any], history: dict[str, Any]
) -> dict[str, Any]:
    created = utc(record.created_at)
    return {
        "id": hubspot_id,
        "createdAt": created,
        "updatedAt": created,
        "archived": False,
        "properties": {
            "hs_object_id": hubspot_id,
            "email": email,
            "firstname": record.name.capitalize(),
            "createdate": created,
            "lifecyclestage": None,
            **{name: value or None for name, value in links.items()},
            **{name: values[-1]["value"] for name, values in history.items()},
        },
        # newest first, as the API gives them
        "propertiesWithHistory": {name: values[::-1] for name, values in history.items()},
    }
