"""The CRM's people: leads with their history, and their owners.

A lead's row is delivered from the moment the record reaches the CRM. Where a case never says so
but an extract must show the row (a label seen, a converted lead), its creation is dated after the
run's as-of, so that it is not known to the run: Sales owes nothing yet.
"""

from datetime import datetime, timedelta
from typing import Any

from tests.scenarios.cases import Case
from tests.scenarios.deliveries import Deliveries, utc
from tests.scenarios.language import (
    DealCreated,
    Label,
    Merge,
    Owner,
    RecordCreated,
    Team,
)
from tests.scenarios.records import Record, Records


def write_people(case: Case, records: Records, deliveries: Deliveries) -> None:
    """Add leads and their histories."""
    for name in records.people:
        _add_leads(case, records, deliveries, name)
    for number, event in enumerate(case.events, start=1):
        if isinstance(event, Label) and event.kind == "crm_label" and event.at is not None:
            _add_history(case, records, deliveries, number, event, "Status", event.value)
        elif isinstance(event, Owner):
            owner = _owner(case, records, deliveries, event)
            _add_history(case, records, deliveries, number, event, "Owner", owner)
    _add_labels_set_long_ago(case, records, deliveries)


def owner_id(
    case: Case, records: Records, deliveries: Deliveries, event: Any, name: str, team: Team
) -> str:
    """Return an owner's id, and deliver the user; a queue is no user."""
    if name.startswith("queue"):
        return records.id("00G", name)
    user = {
        "Id": records.id("005", name),
        "Name": name,
        "Email": f"{name.replace(' ', '.')}@shop.example",
        "IsActive": "1",
        "Department": team.capitalize(),
        "UserRoleId": "",
        "TimeZoneSidKey": str(case.zone),
    }
    deliveries.add("crm", case.observed(event), "User.csv", user)
    return user["Id"]


def _owner(case: Case, records: Records, deliveries: Deliveries, event: Owner) -> str:
    """Return the id of a record's new owner; nobody is a queue without a team."""
    return owner_id(case, records, deliveries, event, event.value or "queue", event.team)


def owning_team(case: Case, who: str, moment: datetime) -> Team:
    """Return whose record it is at a moment: Sales, unless an owner names another team."""
    owners = [
        event
        for event in case.events
        if isinstance(event, Owner) and event.who == who and case.occurred(event) <= moment
    ]
    return max(owners, key=case.occurred).team if owners else "sales"


def _add_history(
    case: Case,
    records: Records,
    deliveries: Deliveries,
    number: int,
    event: Label | Owner,
    what: str,
    value: str,
) -> None:
    if event.at is None:
        raise ValueError(f"{event.kind}: the CRM's history holds moments; give `at`")
    row = _history(records, number, event.who, event.at, what, value)
    deliveries.add("crm", case.observed(event), "LeadHistory.csv", row)


def _history(
    records: Records, number: int, who: str, at: datetime, what: str, value: str
) -> dict[str, Any]:
    return {
        "Id": records.id("017", f"{what} {number}"),
        "IsDeleted": "0",
        "LeadId": records.of(who).lead_id,
        "CreatedById": "",
        "CreatedDate": utc(at),
        "Field": what,
        "DataType": "Text",
        # what it was before the case is not said
        "OldValue": "",
        "NewValue": value,
    }


def _add_labels_set_long_ago(case: Case, records: Records, deliveries: Deliveries) -> None:
    """Let a label that nobody sets in the case, but which is seen, have been set long before it."""
    labels = [event for event in case.events if isinstance(event, Label)]
    long_ago = case.began - timedelta(days=365)
    for number, event in enumerate(labels, start=1):
        is_set = any(
            other.kind == "crm_label" and (other.who, other.value) == (event.who, event.value)
            for other in labels
        )
        if event.kind == "crm_seen" and not is_set:
            row = _history(records, -number, event.who, long_ago, "Status", event.value)
            deliveries.add("crm", case.observed(event), "LeadHistory.csv", row)


def _shows_lead(name: str, event: Any) -> bool:
    """Tell whether an extract can hold an event only by the lead's own row."""
    if isinstance(event, Label):
        undated = event.kind == "crm_label" and event.at is None
        return event.who == name and (undated or event.kind == "crm_seen")
    if isinstance(event, DealCreated):
        return event.converted_lead == name
    return isinstance(event, RecordCreated) and event.who == name


def _add_leads(case: Case, records: Records, deliveries: Deliveries, name: str) -> None:
    """Add a lead's row at every moment at which something of it changes or is seen."""
    mine = [
        event
        for event in case.events
        if name in event.names
        and isinstance(event, RecordCreated | Label | Owner | DealCreated | Merge)
    ]
    first = min((case.observed(item) for item in mine if _shows_lead(name, item)), default=None)
    if first is None:
        return
    record = records.of(name)
    for moment in sorted({case.observed(event) for event in mine} | {first}):
        if moment >= first:
            known = [event for event in mine if case.observed(event) <= moment]
            row = _lead(case, records, deliveries, record, sorted(known, key=case.occurred), moment)
            deliveries.add("crm", moment, "Lead.csv", row)


def _lead(
    case: Case,
    records: Records,
    deliveries: Deliveries,
    record: Record,
    known: list[Any],
    moment: datetime,
) -> dict[str, Any]:
    """Return a lead as the CRM shows it at a moment."""
    created: datetime | None = case.as_of + timedelta(days=1)
    status = owner = master = opportunity = converted_on = ""
    for event in known:
        if isinstance(event, RecordCreated):
            created = case.occurred(event) if event.at or event.date else None
        elif isinstance(event, Label) and event.kind != "marketing_label":
            status = event.value
        elif isinstance(event, Owner):
            owner = _owner(case, records, deliveries, event)
        elif isinstance(event, DealCreated) and event.converted_lead == record.name:
            opportunity = records.id("006", event.deal)
            converted_on = case.day_of(case.occurred(event)).isoformat()
        elif isinstance(event, Merge) and _loses_here(records, event, record):
            master = records.of(event.winner).lead_id
    return {
        "Id": record.lead_id,
        "IsDeleted": "1" if master else "0",
        "MasterRecordId": master,
        "LastName": record.name.capitalize(),
        "FirstName": "",
        "Company": "",
        "Title": "",
        "Email": record.email,
        "Status": status,
        "OwnerId": owner,
        "IsConverted": "1" if opportunity else "0",
        "ConvertedDate": converted_on,
        "ConvertedAccountId": "",
        "ConvertedContactId": record.contact_id if opportunity else "",
        "ConvertedOpportunityId": opportunity,
        "CreatedDate": utc(created),
        "SystemModstamp": utc(moment),
    }


def _loses_here(records: Records, merge: Merge, record: Record) -> bool:
    return merge.loser == record.name and records.merged_by_crm(merge)
