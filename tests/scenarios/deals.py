"""The CRM's deals: each with its history, its contact roles, and its account where one is named."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.scenarios.cases import Case
from tests.scenarios.deliveries import Deliveries, utc
from tests.scenarios.language import DealChanged, DealCreated
from tests.scenarios.records import Records

STAGES = {"open": "Qualification", "won": "Closed Won", "lost": "Closed Lost"}


@dataclass(frozen=True)
class State:
    """A deal as the CRM shows it."""

    outcome: str = "open"
    amount: Decimal | None = None
    closes_on: date | None = None
    reason: str | None = None


def write_deals(case: Case, records: Records, deliveries: Deliveries) -> None:
    """Add opportunities, their histories and contact roles, and the accounts' contacts."""
    for created in case.events:
        if isinstance(created, DealCreated):
            changes = [
                event
                for event in case.events
                if isinstance(event, DealChanged) and event.deal == created.deal
            ]
            _add_deal(case, records, deliveries, created, [created, *changes])
    for name, record in records.people.items():
        if record.account is not None:
            mine = [case.observed(event) for event in case.events if name in event.names]
            _add_account_contact(case, records, deliveries, name, min(mine, default=case.as_of))


def _add_deal(
    case: Case,
    records: Records,
    deliveries: Deliveries,
    created: DealCreated,
    events: list[Any],
) -> None:
    for number, event in enumerate(events, start=1):
        moment = case.observed(event)
        known = [other for other in events if case.observed(other) <= moment]
        ordered = sorted(known, key=case.occurred)
        if created in known:
            now = _state(case, ordered)
            deliveries.add("crm", moment, "Opportunity.csv", _deal(records, created, now, moment))
        # what nobody tracked stands in the deal's own row alone
        if event.at is not None:
            then = _state(case, ordered[: ordered.index(event) + 1])
            row = {
                "Id": records.id("008", f"{created.deal} {number}"),
                "OpportunityId": records.id("006", created.deal),
                "IsDeleted": "0",
                "CreatedById": "",
                "CreatedDate": utc(event.at),
                "StageName": STAGES[then.outcome],
                "Amount": _amount(then.amount),
                "CurrencyIsoCode": created.currency,
                "CloseDate": then.closes_on.isoformat() if then.closes_on else "",
            }
            deliveries.add("crm", moment, "OpportunityHistory.csv", row)
    moment = case.observed(created)
    for name in created.contacts:
        role = {
            "Id": records.id("00K", f"{created.deal} {name}"),
            "OpportunityId": records.id("006", created.deal),
            "ContactId": records.of(name).contact_id,
            "Role": "",
            "IsPrimary": "1" if name == created.primary else "0",
            "IsDeleted": "0",
            "CreatedDate": utc(created.at),
        }
        deliveries.add("crm", moment, "OpportunityContactRole.csv", role)
    if created.account is not None:
        deliveries.add("crm", moment, "Account.csv", _account(records, created.account))


def _state(case: Case, events: list[Any]) -> State:
    """Return a deal's state after events in their order."""
    state = State()
    for event in events:
        if isinstance(event, DealCreated):
            expected = case.day_of(case.occurred(event)) + timedelta(days=60)
            state = State(amount=event.amount, closes_on=event.close_date or expected)
        elif event.kind == "deal_reopened":
            state = replace(state, outcome="open", reason=None)
        else:
            amount = event.amount if "amount" in event.model_fields_set else state.amount
            state = replace(state, amount=amount)
            if event.kind in ("deal_won", "deal_lost"):
                state = replace(
                    state,
                    outcome=event.kind.removeprefix("deal_"),
                    closes_on=event.close_date or case.day_of(case.occurred(event)),
                    reason=event.reason,
                )
    return state


def _deal(records: Records, created: DealCreated, state: State, moment: datetime) -> dict[str, Any]:
    return {
        "Id": records.id("006", created.deal),
        "IsDeleted": "0",
        "AccountId": records.id("001", created.account) if created.account else "",
        "Name": f"Deal {created.deal}",
        "StageName": STAGES[state.outcome],
        "Amount": _amount(state.amount),
        "CurrencyIsoCode": created.currency,
        "CloseDate": state.closes_on.isoformat() if state.closes_on else "",
        "CreatedDate": utc(created.at),
        "IsClosed": "0" if state.outcome == "open" else "1",
        "IsWon": "1" if state.outcome == "won" else "0",
        "Type": "",
        "LeadSource": "",
        "CampaignId": "",
        "OwnerId": "",
        "Loss_Reason__c": state.reason or "",
        "SystemModstamp": utc(moment),
    }


def _add_account_contact(
    case: Case, records: Records, deliveries: Deliveries, name: str, moment: datetime
) -> None:
    """Add a person of an account; who has not reached the CRM is created there after the as-of."""
    record = records.of(name)
    assert record.account is not None
    unknown = case.as_of + timedelta(days=1)
    contact = {
        "Id": record.contact_id,
        "IsDeleted": "0",
        "MasterRecordId": "",
        "AccountId": records.id("001", record.account),
        "LastName": name.capitalize(),
        "FirstName": "",
        "Email": record.email,
        "Title": "",
        "OwnerId": "",
        "CreatedDate": utc(unknown),
        "SystemModstamp": utc(moment),
    }
    deliveries.add("crm", moment, "Contact.csv", contact)
    deliveries.add("crm", moment, "Account.csv", _account(records, record.account))


def _account(records: Records, name: str) -> dict[str, Any]:
    return {
        "Id": records.id("001", name),
        "IsDeleted": "0",
        "MasterRecordId": "",
        "Name": name,
        "Type": "",
        "Industry": "",
        "NumberOfEmployees": "",
        "BillingCountry": "",
        "OwnerId": "",
        "CreatedDate": "",
        "SystemModstamp": "",
    }


def _amount(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:.2f}"
