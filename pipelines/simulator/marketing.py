"""HubSpot's files: contacts with the history of their labels, forms sent, letters opened.

Each delivery holds what changed since the one before, as the tool's export by date of change does.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from pipelines.simulator.company import (
    SOURCES,
)
from pipelines.simulator.draws import Texts, nth
from pipelines.simulator.files import (
    folder_of,
    ids,
    instants,
    mail_deliveries,
    write_csv,
    write_lines,
)
from pipelines.simulator.hubspot_crm import contact_history
from pipelines.simulator.hubspot_sales import SalesFiles
from pipelines.simulator.labels import History
from pipelines.simulator.marketing_events import emails_of, forms_of
from pipelines.simulator.marketing_tools import HUBSPOT, is_in
from pipelines.simulator.names import FIRST_NAMES, LAST_NAMES
from pipelines.simulator.play import Played

# the properties that Sales sets, where HubSpot is the CRM
OF_SALES = ("hs_lead_status", "hubspot_owner_id", "associatedcompanyid")
ANALYTICS = {
    "Direct": "DIRECT_TRAFFIC",
    "Organic Search": "ORGANIC_SEARCH",
    "Paid Search": "PAID_SEARCH",
    "Paid Social": "PAID_SOCIAL",
    "Organic Social": "SOCIAL_MEDIA",
    "Referral": "REFERRALS",
    "Email": "EMAIL_MARKETING",
}


def write_hubspot(
    played: Played, folder: Path, moments: list[int], progress: Callable[[str], None]
) -> int:
    """Write every delivery's files; return how many."""
    history = contact_history(played)
    sales = SalesFiles(played) if played.in_hubspot is not None else None
    before, mailed_before, files = 0, 0, 0
    for number, moment in enumerate(moments):
        place = folder / folder_of(moment)
        lines = list(_contacts(played, history, before, moment))
        packed = number == 0
        name = "contacts.ndjson.gz" if packed else "contacts.ndjson"
        if lines:
            write_lines(place / name, lines, packed)
        write_csv(place / "form_submissions.csv", forms_of(played, before, moment), quoted=False)
        files += 1 + bool(lines) + (sales.write(place, moment) if sales else 0)
        if moment in mail_deliveries(moments):
            rows = emails_of(played, mailed_before, moment)
            write_csv(place / "email_events.csv", rows, quoted=False)
            files, mailed_before = files + 1, moment
        before = moment
        progress(f"marketing: delivery {number + 1} of {len(moments)}, {len(lines):,} contacts")
    return files


def _contacts(played: Played, history: History, before: int, moment: int) -> Iterator[str]:
    """Yield the contacts that were made or changed since the delivery before, as JSON."""
    contacts, people, firms = played.contacts, played.people, played.firms
    changed = contacts.since.copy()
    told = history.at <= moment
    np.maximum.at(changed, history.contact[told], history.at[told])
    merged = contacts.merged_at <= moment
    into = contacts.merged_into[merged]
    np.maximum.at(changed, into, contacts.merged_at[merged])
    shown = (contacts.since <= moment) & (changed > before) & ~merged & is_in(played, HUBSPOT.name)
    values: dict[tuple[int, str], list[dict[str, str]]] = {}
    kept = np.flatnonzero(told & shown[history.contact])
    stamps = instants(history.at[kept])
    for place, at in zip(kept.tolist(), stamps.tolist(), strict=True):
        entry = {
            "value": history.value[place],
            "timestamp": at,
            "sourceType": history.source[place],
            "sourceId": history.source_id[place],
        }
        key = (int(history.contact[place]), history.property[place])
        # the newest value comes first
        values.setdefault(key, []).insert(0, entry)
    absorbed: dict[int, list[str]] = {}
    for loser, winner in zip(np.flatnonzero(merged).tolist(), into.tolist(), strict=True):
        absorbed.setdefault(winner, []).append(str(contacts.number[loser]))
    lead_of, contact_of = crm_ids(played, moment)
    is_first = nth(contacts.person) == 0
    created, updated = instants(contacts.since), instants(changed)
    for number in np.flatnonzero(shown).tolist():
        person = int(contacts.person[number])
        firm = int(people.firm[person])
        labels = values.get((number, "lifecyclestage"), [])
        budgets = values.get((number, "budget"), [])
        by_sales = {name: values[number, name] for name in OF_SALES if (number, name) in values}
        source = SOURCES[people.source[person]].channel
        properties = {
            "hs_object_id": str(contacts.number[number]),
            "email": contacts.email[number],
            "firstname": FIRST_NAMES[people.first_name[person]],
            "lastname": LAST_NAMES[people.last_name[person]],
            "jobtitle": None if people.hides_title[person] else people.title[person],
            "company": None if people.hides_company[person] else firms.name[firm],
            "industry": firms.industry[firm],
            "numberofemployees": str(firms.employees[firm]),
            "country": None if people.hides_country[person] else firms.country[firm],
            "budget": budgets[0]["value"] if budgets else None,
            **{name: value[0]["value"] for name, value in by_sales.items()},
            "lifecyclestage": labels[0]["value"] if labels else None,
            "hs_analytics_source": ANALYTICS[source],
            "hs_merged_object_ids": ";".join(absorbed.get(number, [])) or None,
            # the sync links one contact to one record of the CRM, the first
            "salesforceleadid": (is_first[number] and lead_of[person]) or None,
            "salesforcecontactid": (is_first[number] and contact_of[person]) or None,
            "createdate": created[number],
            "lastmodifieddate": updated[number],
        }
        told_of = {"lifecyclestage": labels, "budget": budgets, **by_sales}
        yield json.dumps(
            {
                "id": str(contacts.number[number]),
                "createdAt": created[number],
                "updatedAt": updated[number],
                "archived": False,
                "properties": properties,
                "propertiesWithHistory": {name: list_ for name, list_ in told_of.items() if list_},
            },
            ensure_ascii=False,
        )


def crm_ids(played: Played, moment: int) -> tuple[Texts, Texts]:
    """Return the CRM's records that the tool's sync linked to each person by that moment."""
    leads, count = played.crm.leads, len(played.people)
    lead_of, contact_of = np.full(count, "", object), np.full(count, "", object)
    if played.in_hubspot is not None:
        # the one tool is the CRM, so that there is no other to sync with
        return lead_of, contact_of
    own = np.flatnonzero((leads.since <= moment) & (leads.merged_into < 0))[::-1]
    numbers = ids("00Q7Q0000Ld", np.arange(len(leads)))
    # a second record of the same person is unknown to the sync: only the first is linked
    lead_of[leads.person[own]] = numbers[own]
    there = np.flatnonzero(played.crm.contact_since <= moment)
    contact_numbers = ids("0037Q0000Kp", np.arange(len(played.crm.contact_person)))
    contact_of[played.crm.contact_person[there]] = contact_numbers[there]
    return lead_of, contact_of
