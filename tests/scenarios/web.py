"""The website: a case's sessions, and what belongs to them, as GA4's daily export.

A day's file is delivered after the day's last event; what is observed later comes in a newer file
of the whole day, as GA4 redelivers it.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from tests.scenarios.cases import Case
from tests.scenarios.deliveries import Deliveries
from tests.scenarios.language import Activity, Identify, Session
from tests.scenarios.records import Records

SITE = "https://www.shop.example"
PAGES = {"key_page": "/pricing"}
HIT_NAMES = {"form": "form", "demo_request": "demo_request", "webinar": "webinar"}


def write_website(case: Case, records: Records, deliveries: Deliveries) -> None:
    """Add every day's file."""
    sessions = {event.id: event for event in case.events if isinstance(event, Session)}
    days: dict[str, list[tuple[datetime, bool, dict[str, Any]]]] = defaultdict(list)
    for number, event in enumerate(case.events, start=1):
        for at, hit in _hits(records, sessions, number, event):
            late = event.observed_at is not None
            days[f"{case.day_of(at):%Y%m%d}"].append((case.observed(event), late, hit))
    for day, hits in days.items():
        moments = {observed for observed, late, _ in hits if late}
        prompt = [observed for observed, late, _ in hits if not late]
        for moment in {*moments, max(prompt)} if prompt else moments:
            for observed, _, hit in hits:
                if observed <= moment:
                    deliveries.add("website", moment, f"events_{day}.json", hit)


def _hits(
    records: Records, sessions: dict[str, Session], number: int, event: Any
) -> Iterator[tuple[datetime, dict[str, Any]]]:
    """Yield the hits of one event with their moments; nothing for what the web does not see."""
    if isinstance(event, Session):
        at, user = _moment(event), _user_id(records, event.who)
        if event.client is not None:
            yield at, _hit(records, event, "session_start", at, number, user)
        yield at, _hit(records, event, "page_view", at, number, user)
    elif isinstance(event, Identify):
        session = sessions[event.session]
        # its moment within the session does not matter, but may not begin the session earlier; the
        # microseconds keep the order of those who identify themselves at one moment
        at = max(_moment(event), _moment(session)).replace(microsecond=number)
        user = event.email if event.who is None else _user_id(records, event.who)
        yield at, _hit(records, session, "login", at, number, user)
    elif isinstance(event, Activity) and event.session is not None:
        session, at = sessions[event.session], _moment(event)
        if at < _moment(session):
            raise ValueError(f"{event.kind}: it happens before its session {event.session}")
        if event.kind not in (*PAGES, *HIT_NAMES):
            raise ValueError(f"{event.kind}: no website sees it; name `who`")
        name = HIT_NAMES.get(event.kind, "page_view")
        yield at, _hit(records, session, name, at, number, None, PAGES.get(event.kind, "/"))


def _user_id(records: Records, who: str | None) -> str | None:
    """Return what the website writes for somebody: the contact's id, or the address as typed."""
    return who if who is None or "@" in who else records.of(who).hubspot_id


def _moment(event: Any) -> datetime:
    if event.at is None:
        raise ValueError(f"{event.kind}: the website knows every moment; give `at`")
    moment: datetime = event.at
    return moment


def _hit(
    records: Records,
    session: Session,
    name: str,
    at: datetime,
    number: int,
    user: str | None,
    page: str = "/",
) -> dict[str, Any]:
    """Return one event of the export; numbers are texts, as BigQuery writes them."""
    micros = int(at.replace(tzinfo=UTC).timestamp()) * 1_000_000 + at.microsecond
    params: dict[str, dict[str, str]] = {"page_location": {"string_value": SITE + page}}
    if session.client is not None:
        params["ga_session_id"] = {"int_value": str(records.session_numbers[session.id])}
    hit: dict[str, Any] = {
        "event_date": f"{at:%Y%m%d}",
        "event_timestamp": str(micros),
        "event_name": name,
        "event_params": [{"key": key, "value": value} for key, value in params.items()],
        "privacy_info": {"analytics_storage": "No" if session.consent == "denied" else "Yes"},
        "stream_id": "5310042216",
        # tells two alike hits of one moment apart
        "batch_event_index": str(number),
    }
    if session.client is not None:
        hit["user_pseudo_id"] = session.client
    if user is not None:
        hit["user_id"] = user
    if session.channel is not None:
        group = {"default_channel_group": session.channel}
        hit["session_traffic_source_last_click"] = {"cross_channel_campaign": group}
    return hit
