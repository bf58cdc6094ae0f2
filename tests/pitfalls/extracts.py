"""Rows of the vendors' extracts, short enough to be read in a list, and the files they go to.

A column that is not said is empty. To let a company deliver another table of a CRM, name its file
in `CSV_FILES`.
"""

import csv
import io
import json
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from pipelines.sources.tables import TABLES

SITE = "https://www.shop.example"
SOURCES: dict[str, dict[str, Any]] = {
    "website": {"vendor": "ga4", "user_id": "hubspot_contact_id"},
    "marketing": {"vendor": "hubspot"},
    "automation": {"vendor": "marketo"},
    "crm": {"vendor": "salesforce"},
}
# the table of each file that is CSV, by the folder it lies in
CSV_FILES = {
    "marketing": {"form_submissions": "hubspot__form_submissions"},
    "automation": {
        "leads": "marketo__leads",
        "activities": "marketo__activities",
        "deleted_leads": "marketo__deleted_leads",
    },
    "crm": {
        "Lead": "salesforce__lead",
        "LeadHistory": "salesforce__leadhistory",
        "Contact": "salesforce__contact",
        "Account": "salesforce__account",
        "Opportunity": "salesforce__opportunity",
        "OpportunityHistory": "salesforce__opportunityhistory",
        "OpportunityContactRole": "salesforce__opportunitycontactrole",
        "Task": "salesforce__task",
        "Event": "salesforce__event",
    },
}
DOMAINS = {"carl": "fjordplan.example"}
REQUIRED = {table.address.removeprefix("raw."): table.required for table in TABLES}


class Extracts:
    """What each tool delivers on which day, until it is written."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._rows: dict[tuple[str, str, str], list[dict[str, Any]]] = defaultdict(list)

    def crm(self, day: str, object_name: str, *rows: dict[str, Any]) -> None:
        """Deliver rows of one object of the CRM."""
        self._rows["crm", day, object_name] += rows

    def marketing(self, day: str, *contacts: dict[str, Any]) -> None:
        """Deliver HubSpot contacts, each as the API returns it."""
        self._rows["marketing", day, "contacts"] += contacts

    def form(self, day: str, contact: int, form_id: str, at: str) -> None:
        """Deliver a form that a HubSpot contact sent."""
        forms = self._rows["marketing", day, "form_submissions"]
        forms.append(
            {
                "contact_id": str(contact),
                "form_id": form_id,
                "conversion_id": f"conversion-{day}-{len(forms)}",
                "timestamp": at,
            }
        )

    def automation(self, day: str, file: str, *rows: dict[str, Any]) -> None:
        """Deliver rows of one of Marketo's files."""
        self._rows["automation", day, file] += rows

    def web(self, day: str, *events: dict[str, Any]) -> None:
        """Deliver events of the website."""
        for event in events:
            self._rows["website", day, f"events_{event['event_date']}"].append(event)

    def write(self, folder: Path) -> Path:
        """Write every file and the sources file; return the latter's path."""
        for (source, day, name), rows in self._rows.items():
            place = folder / source / f"{day}T203000Z"
            place.mkdir(parents=True, exist_ok=True)
            table = CSV_FILES.get(source, {}).get(name)
            if table is not None:
                (place / f"{name}.csv").write_text(_csv(rows, REQUIRED[table]), encoding="utf-8")
            else:
                (place / f"{name}.json").write_text(
                    "".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8"
                )
        content = {
            "company": "Twenty-one pitfalls",
            "default_currency": "EUR",
            "sources": [{"name": name, "path": name, **said} for name, said in SOURCES.items()],
        }
        path = folder / "sources.yml"
        path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
        return path


def _csv(rows: list[dict[str, Any]], required: tuple[str, ...]) -> str:
    columns = list(dict.fromkeys([*required, *(name for row in rows for name in row)]))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def crm_id(prefix: str, name: str) -> str:
    """Return an 18-character id of the CRM that shows whose it is."""
    return f"{prefix}{name:0>12}AAA"


def contact(number: int, created: str, email: str, **properties: Any) -> dict[str, Any]:
    """Return a HubSpot contact; what is said of it without history counts from its creation."""
    history = properties.pop("history", {})
    return {
        "id": str(number),
        "createdAt": created,
        "archived": False,
        "properties": {"email": email, "lifecyclestage": None, **properties},
        "propertiesWithHistory": history,
    }


def hit(name: str, at: str, client: str | None, session: int | None, **more: Any) -> dict[str, Any]:
    """Return a GA4 event; `at` is UTC, and `day` the property's own."""
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    params: list[dict[str, Any]] = [{"key": "page_location", "value": {"string_value": f"{SITE}/"}}]
    if session is not None:
        params.append({"key": "ga_session_id", "value": {"int_value": str(session)}})
    found = {
        "event_date": more.pop("day", f"{moment:%Y%m%d}"),
        "event_timestamp": str(int(moment.timestamp()) * 1_000_000 + moment.microsecond),
        "event_name": name,
        "event_params": params,
        "privacy_info": {"analytics_storage": "No" if client is None else "Yes"},
        "stream_id": "1",
        **more,
    }
    if client is not None:
        found["user_pseudo_id"] = client
    return found


def email_of(name: str) -> str:
    """Return somebody's address; Carl's is a competitor's."""
    return f"{name}@{DOMAINS.get(name, 'customer.example')}"


def lead(name: str, created: str, status: str, **said: str) -> dict[str, str]:
    """Return a lead of the CRM; its times are written without a zone, which is UTC."""
    return {
        "Id": crm_id("00Q", name),
        "IsDeleted": "0",
        "Email": email_of(name),
        "Status": status,
        "CreatedDate": created,
        **said,
    }


def status_change(name: str, number: int, at: str, old: str, new: str) -> dict[str, str]:
    """Return a tracked change of a lead's status."""
    return {
        "Id": crm_id("017", f"{name}{number}"),
        "LeadId": crm_id("00Q", name),
        "Field": "Status",
        "OldValue": old,
        "NewValue": new,
        "CreatedDate": at,
    }
