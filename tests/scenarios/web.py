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
    for event in case.events:
        for at, hit in _hits(records, sessions, event):
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
    records: Records, sessions: dict[str, Session], event: Any
) -> Iterator[tuple[datetime, dict[str, Any]]]:
    """Yield the hits of one event with their moments; nothing for what the web does not see."""
    if isinstance(event, Session):
        at = _moment(event)
        user = records.of(event.who).hubspot_id if event.who and "@" not in event.who else event.who
        if event.client is not None:
            yield at, _hit("session_start", at, event, 1, event, user)
        yield at, _hit("page_view", at, event, 2, event, user)
    elif isinstance(event, Identify):
        session = sessions[event.session]
        # its moment within the session does not matter, but must not be before the session's own
        at = max(_moment(event), _moment(session))
        user = event.email or (
            records.of(event.who).hubspot_id if "@" not in event.who else event.who
        )
        yield at, _hit("login", at, session, 3, event, user)
    elif isinstance(event, Activity) and event.session is not None:
        session, at = sessions[event.session], _moment(event)
        if at < _moment(session):
            raise ValueError(f"{event.kind}: it happens before its session {event.session}")
        if event.kind not in (*PAGES, *HIT_NAMES):
            raise ValueError(f"{event.kind}: no website sees it; name `who`")
        name = HIT_NAMES.get(event.kind, "page_view")
        yield at, _hit(name, at, session, 4, event, None, PAGES.get(event.kind, "/"))


def _moment(event: Any) -> datetime:
    if event.at is None:
        raise ValueError(f"{event.kind}: the website knows every moment; give `at`")
    moment: datetime = event.at
    return moment


def _hit(
    name: str,
    at: datetime,
    session: Session,
    index: int,
    event: Any,
    user: str | None,
    page: str = "/",
) -> dict[str, Any]:
    """Return one event of the export; numbers are texts, as BigQuery writes them."""
    micros = int(at.replace(tzinfo=UTC).timestamp()) * 1_000_000
    params: dict[str, dict[str, str]] = {"page_location": {"string_value": SITE + page}}
    if session.client is not None:
        params["ga_session_id"] = {"int_value": str(_session_number(session))}
    hit: dict[str, Any] = {
        "event_date": f"{at:%Y%m%d}",
        "event_timestamp": str(micros),
        "event_name": name,
        "event_params": [{"key": key, "value": value} for key, value in params.items()],
        "privacy_info": {"analytics_storage": "No" if session.consent == "denied" else "Yes"},
        "stream_id": "5310042216",
        "batch_event_index": str(index),
    }
    if session.client is not None:
        hit["user_pseudo_id"] = session.client
    else:
        # hits without consent tell nobody apart, but each is one
        hit["batch_page_id"] = str(sum(ord(sign) for sign in session.id))
    if user is not None:
        hit["user_id"] = user
    if session.channel is not None:
        group = {"default_channel_group": session.channel}
        hit["session_traffic_source_last_click"] = {"cross_channel_campaign": group}
    return hit


def _session_number(session: Session) -> int:
    """Return GA4's ga_session_id: the second in which the session began."""
    return int(_moment(session).replace(tzinfo=UTC).timestamp())


def session_key(session: Session) -> str:
    """Return how the warehouse names a session: browser and ga_session_id."""
    return f"{session.client}.{_session_number(session)}"
