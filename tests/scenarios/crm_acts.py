"""What happens between the CRM's users and its people: calls, e-mails, meetings and campaigns."""

from tests.scenarios.cases import Case
from tests.scenarios.crm import owner_id, owning_team
from tests.scenarios.deliveries import Deliveries, utc
from tests.scenarios.language import Activity, SalesAct
from tests.scenarios.records import Records

CALLS = {"outbound_call": "Call", "outbound_email": "Email"}


def write_acts(case: Case, records: Records, deliveries: Deliveries) -> None:
    """Add tasks, events and campaign members."""
    for number, event in enumerate(case.events, start=1):
        if isinstance(event, SalesAct):
            _add_act(case, records, deliveries, number, event)
        elif isinstance(event, Activity) and event.kind == "campaign_response":
            _add_response(case, records, deliveries, number, event)


def _add_act(
    case: Case, records: Records, deliveries: Deliveries, number: int, event: SalesAct
) -> None:
    """Add a call or an e-mail as a Task, a meeting as an Event."""
    occurred = case.occurred(event)
    team = event.by_team or owning_team(case, event.who, occurred)
    common = {
        "Id": records.id("00U" if event.kind == "meeting_held" else "00T", str(number)),
        "IsDeleted": "0",
        "WhoId": records.of(event.who).lead_id,
        "WhatId": "",
        "AccountId": "",
        "OwnerId": owner_id(case, records, deliveries, event, f"{team} member", team),
        "Subject": event.kind,
    }
    if event.kind == "meeting_held":
        # an all-day meeting has days for moments
        held = event.date.isoformat() if event.date else utc(event.at)
        row = {
            **common,
            "Type": "Meeting",
            "StartDateTime": held,
            "EndDateTime": held,
            "CreatedDate": utc(event.at),
        }
        deliveries.add("crm", case.observed(event), "Event.csv", row)
        return
    day = event.date or (case.day_of(event.at) if event.at else None)
    row = {
        **common,
        "Type": CALLS[event.kind],
        "TaskSubtype": CALLS[event.kind],
        "Status": "Completed",
        "IsClosed": "1",
        "ActivityDate": day.isoformat() if day else "",
        "CompletedDateTime": utc(event.at),
        "CallDisposition": "",
        "CreatedDate": utc(event.at),
    }
    deliveries.add("crm", case.observed(event), "Task.csv", row)


def _add_response(
    case: Case, records: Records, deliveries: Deliveries, number: int, event: Activity
) -> None:
    """Add a response to a trade show's campaign; what is known to the moment has no date alone."""
    if event.who is None:
        raise ValueError("campaign_response: name `who`")
    campaign = {
        "Id": records.id("701", "trade show"),
        "IsDeleted": "0",
        "Name": "A trade show",
        "Type": "Trade Show",
        "Status": "Completed",
        "StartDate": "",
        "EndDate": "",
        "BudgetedCost": "",
        "ActualCost": "",
        "ParentId": "",
        "CreatedDate": "",
    }
    member = {
        "Id": records.id("00v", str(number)),
        "IsDeleted": "0",
        "CampaignId": campaign["Id"],
        "LeadId": records.of(event.who).lead_id,
        "ContactId": "",
        "Status": "Responded",
        "HasResponded": "1",
        "FirstRespondedDate": event.date.isoformat() if event.date else "",
        "CreatedDate": utc(event.at),
    }
    deliveries.add("crm", case.observed(event), "Campaign.csv", campaign)
    deliveries.add("crm", case.observed(event), "CampaignMember.csv", member)
