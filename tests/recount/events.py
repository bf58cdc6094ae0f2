"""Events of a truth written by hand, each in one line; what is not said is nothing."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from pipelines.recount.truth import Deal, DealState, Event, Truth

DAY = date(2025, 1, 1)


def happened(kind: str, at: datetime, told_of: str = "", word: str = "", **more: str) -> Event:
    """Return an event that an extract shows at once."""
    event = Event("", kind, word, at, at, "", False, "", told_of, "", None)
    more.setdefault("record", f"{kind} {told_of} {word} {at.isoformat()}")
    return replace(event, **more)  # type: ignore[arg-type]


def session(client: str, key: str, at: datetime) -> Event:
    """Return a session with consent."""
    return happened("session", at, f"ga4_client:{client}", record=key)


def told(client: str, key: str, at: datetime, whom: str) -> Event:
    """Return that a session told who sat there."""
    return happened("told", at, f"ga4_client:{client}", record=key, value=whom)


def deal(name: str, opened_at: datetime, *states: DealState, currency: str = "EUR") -> Deal:
    """Return a deal with its states in order."""
    return Deal(name, opened_at, "", "", currency, "", list(states))


def state(at: datetime, stage: str, amount: str, close_on: date = DAY) -> DealState:
    """Return one state of a deal."""
    return DealState(at, stage, Decimal(amount), close_on)


def truth(events: list[Event], deals: list[Deal] | None = None) -> Truth:
    """Return a truth of these, in order of time."""
    return Truth(sorted(events, key=lambda event: event.at), deals or [], [], {})
