"""A case of `tests/scenarios` as a truth that is counted: no extract, no pipeline.

The case's events are what truly happened, tied to records by their names.
"""

from typing import Any

from pipelines.recount.truth import Deal, DealState, Event, Truth
from pipelines.simulator.truth_notes import DAY_ONLY, UNDATED
from tests.recount.events import happened
from tests.scenarios.cases import Case
from tests.scenarios.language import (
    Activity,
    Attribute,
    DealChanged,
    DealCreated,
    Identify,
    Label,
    Merge,
    Owner,
    RecordCreated,
    SalesAct,
    Session,
)
from tests.scenarios.records import Records

STAGES = {"deal_won": "Closed Won", "deal_lost": "Closed Lost", "deal_reopened": "Qualification"}
TEAMS = {"sales": "Sales", "marketing": "Marketing"}


def truth_of(case: Case) -> Truth:
    """Return what happened in a case, as far as its as-of knows."""
    events = [event for name in Records(case).people for event in _records(case, name)]
    for number, event in enumerate(case.events):
        if case.observed(event) <= case.as_of:
            events += _events(case, event, str(number))
    return Truth(sorted(events, key=lambda item: item.at), _deals(case), [], {})


def who(name: str) -> str:
    """Return the identifier of a nickname, or of a bare address."""
    return f"email:{name}" if "@" in name else f"hubspot_contact:{name}"


def _records(case: Case, name: str) -> list[Event]:
    """Return how a nickname's record was made, and the addresses that it holds."""
    record = Records(case).people[name]
    at, mine = record.created_at, who(name)
    if not any(name in event.names and case.observed(event) <= case.as_of for event in case.events):
        return []
    found = [happened("record", at, mine, "hubspot_contact")]
    found.append(happened("attribute", at, mine, "email", value=record.email))
    if record.second_email:
        other = f"{mine} again"
        found.append(happened("attribute", at, other, "email", value=record.second_email))
        found.append(happened("merged", at, other, "hubspot_contact", value=mine))
    if record.account:
        found.append(happened("member", at, mine, value=record.account))
    return found


def _events(case: Case, event: Any, number: str) -> list[Event]:
    at, note = case.occurred(event), ""
    if event.at is None:
        note = DAY_ONLY if event.date else UNDATED
        at = case.observed(event) if note == UNDATED else at

    def one(kind: str, told_of: str, word: str = "", value: str = "", record: str = "") -> Event:
        found = happened(kind, at, told_of, word, value=value, record=record or number, note=note)
        object.__setattr__(found, "visible_at", case.observed(event))
        return found

    if isinstance(event, Session):
        return _session(event, one)
    if isinstance(event, Activity) and event.who is None:
        page = "/pricing" if event.kind == "key_page" else ""
        key, word = f"{event.client}.{event.session}", "page_view" if page else event.kind
        return [one("hit", f"ga4_client:{event.client}", word, page, key)]
    if isinstance(event, Activity):
        word = event.kind.replace("_", "-")
        if event.kind in ("email_click", "campaign_response"):
            return [one(event.kind, who(event.who or ""), "Trade Show")]
        if "@" in (event.who or ""):
            return [one("webinar", who(event.who or ""), value=word)]
        return [one("form", who(event.who or ""), word)]
    if isinstance(event, Identify):
        named = who(event.who) if event.who else f"email:{event.email}"
        key = f"{event.client}.{event.session}"
        return [one("told", f"ga4_client:{event.client}", value=named, record=key)]
    if isinstance(event, SalesAct):
        kind = "meeting" if event.kind == "meeting_held" else "sales_act"
        team = TEAMS[event.by_team or "sales"]
        return [one(kind, who(event.who), event.kind.removeprefix("outbound_"), team)]
    if isinstance(event, RecordCreated):
        lead = f"salesforce_lead:{event.who}"
        return [one("record", lead, "salesforce_lead"), one("synced", who(event.who), value=lead)]
    if isinstance(event, Label):
        return [] if event.kind == "crm_seen" else [one(event.kind, who(event.who), event.value)]
    if isinstance(event, Owner):
        word = "queue" if event.value in ("queue", None) else TEAMS[event.team]
        return [one("owner", who(event.who), word, record=f"{event.who} {number}")]
    if isinstance(event, Attribute):
        # of one moment, the tool's largest id is told last
        place = f"{Records(case).of(event.who).hubspot_id} {number}"
        return [one("attribute", who(event.who), event.name, event.value or "", place)]
    if isinstance(event, Merge):
        return [one("merged", who(event.loser), "hubspot_contact", who(event.winner))]
    if isinstance(event, DealCreated):
        roles = [(name, name == event.primary) for name in event.contacts]
        # of several contacts the CRM's smallest id comes first
        numbers = {name: record.contact_id for name, record in Records(case).people.items()}
        found = [
            one("role", who(name), "primary" if first else "other", event.deal, numbers[name])
            for name, first in roles
        ]
        if event.converted_lead:
            mine = who(event.converted_lead)
            found.append(one("converted", mine, event.deal, mine))
        return found
    return []


def _session(event: Session, one: Any) -> list[Event]:
    if event.client is None:
        hit = one("hit", "", "page_view")
        object.__setattr__(hit, "is_denied", True)
        return [hit]
    client, key = f"ga4_client:{event.client}", f"{event.client}.{event.id}"
    found = [one("session", client, event.channel or "", record=key)]
    if event.who:
        found.append(one("told", client, value=who(event.who), record=key))
    return found


def _deals(case: Case) -> list[Deal]:
    deals: dict[str, Deal] = {}
    # the language knows no two events of one deal at one moment but its making and its end
    order = sorted(
        (event for event in case.events if isinstance(event, DealCreated | DealChanged)),
        key=lambda event: (_deal_moment(case, event), not isinstance(event, DealCreated)),
    )
    for event in order:
        if case.observed(event) > case.as_of and event.observed_at is not None:
            continue
        at = _deal_moment(case, event)
        if isinstance(event, DealCreated):
            account = event.account or ""
            deals[event.deal] = Deal(event.deal, at, "", account, event.currency, "")
            close_on = event.close_date or case.day_of(at)
            first = DealState(at, "Qualification", event.amount, close_on)  # type: ignore[arg-type]
            deals[event.deal].states.append(first)
            continue
        deal = deals[event.deal]
        last = deal.states[-1]
        deal.loss_reason = event.reason or deal.loss_reason
        deal.states.append(
            DealState(
                at,
                STAGES.get(event.kind, last.stage),
                last.amount if event.amount is None else event.amount,
                event.close_date or last.close_on,
            )
        )
    return list(deals.values())


def _deal_moment(case: Case, event: Any) -> Any:
    """Return when a deal changed: without a history at its close date's end, when told at least."""
    if event.at is None and isinstance(event, DealChanged) and event.close_date:
        return min(case.end_of_day(event.close_date), case.observed(event))
    return case.occurred(event)
