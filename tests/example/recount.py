"""Who became a lead and an MQL, and when: the signed terms once more, in plain code.

Shares nothing with the pipeline or the agreement's file: words, points and marks are written out
again. All times are UTC without a zone. Covers each contact's time up to the first entry.
"""

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from tests.example import extracts

POINTS = {"session": 5, "key_page": 10, "form": 20, "email_click": 5, "webinar": 30}
TITLES = {"operations", "coo", "it", "cio"}
INDUSTRIES = {
    "Facility Management", "Elevators", "HVAC", "Energy", "Telecommunications", "Medical Devices",
}  # fmt: skip
UNDATED_WEBINAR_CAME = datetime(2025, 6, 13, 7)
Act = tuple[datetime, str]


def from_unix(seconds: float) -> datetime:
    """Return the UTC moment of a Unix time."""
    return datetime(1970, 1, 1) + timedelta(seconds=seconds)


def moment(event: dict[str, Any]) -> datetime:
    """Return when a GA4 event happened."""
    return datetime(1970, 1, 1) + timedelta(microseconds=int(event["event_timestamp"]))


def parameter(event: dict[str, Any], key: str) -> Any:
    """Return a GA4 event parameter's value, None where it has none."""
    for found in event["event_params"]:
        if found["key"] == key:
            return next(iter(found["value"].values()))
    return None


def sessions() -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Return the events of each web session, by client and session id."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for event in extracts.web_events():
        if "user_pseudo_id" in event:
            found[str(event["user_pseudo_id"]), parameter(event, "ga_session_id")].append(event)
    return found


def web_acts() -> Iterator[tuple[str, Act]]:
    """Yield sessions and key pages with the HubSpot contact whose they are.

    In a session whoever signed in last, else the last one on that browser before, else the first
    one after.
    """
    browsers: dict[str, list[list[dict[str, Any]]]] = defaultdict(list)
    for (browser, _), events in sessions().items():
        browsers[browser].append(sorted(events, key=moment))
    for visits in browsers.values():
        visits.sort(key=lambda events: moment(events[0]))
        signed_in = [
            [event["user_id"] for event in events if event.get("user_id")] for events in visits
        ]
        for place, events in enumerate(visits):
            before = [ids[-1] for ids in signed_in[: place + 1] if ids]
            after = [ids[-1] for ids in signed_in[place:] if ids]
            if not before and not after:
                continue
            person = before[-1] if before else after[0]
            yield person, (moment(events[0]), "session")
            for text in {json.dumps(event, sort_keys=True) for event in events}:
                event = json.loads(text)
                path = urlsplit(parameter(event, "page_location") or "").path
                is_key = path == "/pricing" or path.startswith("/customers/")
                if event["event_name"] == "page_view" and is_key:
                    yield person, (moment(event), "key_page")


def other_acts() -> Iterator[tuple[str, Act]]:
    """Yield forms, e-mail clicks and webinars with the HubSpot contact whose they are."""
    for form in extracts.form_submissions():
        kind = "demo_request" if form["form_id"] == "demo-request" else "form"
        yield form["contact_id"], (datetime.fromisoformat(form["timestamp"][:-1]), kind)
    by_address = {
        contact["properties"]["email"]: identifier
        for identifier, contact in extracts.hubspot_contacts().items()
    }
    for file in extracts.FOLDER.glob("hubspot/*/email_events.csv"):
        with file.open(newline="", encoding="utf-8") as text:
            for row in csv.DictReader(text):
                if row["type"] == "CLICK":
                    clicked_at = from_unix(int(row["created"]) / 1000)
                    yield by_address[row["recipient"]], (clicked_at, "email_click")
    with (extracts.FOLDER / "webinars" / "attendance.csv").open(encoding="utf-8") as text:
        for row in csv.DictReader(text, delimiter=";"):
            person = by_address.get(row["E-mail"].lower())
            if person:
                yield person, (_joined_at(row["Joined at"]), "webinar")


def _joined_at(text: str) -> datetime:
    if not text:
        return UNDATED_WEBINAR_CAME
    local = datetime.strptime(text, "%d.%m.%Y %H:%M").replace(tzinfo=ZoneInfo("Europe/Berlin"))
    return local.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)


def fit(contact: dict[str, Any]) -> int:
    """Return the fit points of a HubSpot contact."""
    about = contact["properties"]
    words = set((about.get("jobtitle") or "").lower().split())
    return (
        (20 if words & TITLES else 0)
        + (10 if int(about["numberofemployees"]) >= 50 else 0)
        + (20 if about["industry"] in INDUSTRIES else 0)
    )


def first_entries(
    engagement: int = 50, fit_wanted: int = 40
) -> dict[str, tuple[datetime | None, datetime | None]]:
    """Return when each HubSpot contact, by its id, first became a lead and an MQL by such marks."""
    acts: dict[str, list[Act]] = defaultdict(list)
    for source in (web_acts, other_acts):
        for person, act in source():
            acts[person].append(act)
    return {
        identifier: (
            _first_lead(sorted(acts[identifier])),
            _first_mql(sorted(acts[identifier]), fit(contact) >= fit_wanted, engagement),
        )
        for identifier, contact in extracts.hubspot_contacts().items()
    }


def _first_lead(acts: list[Act]) -> datetime | None:
    return next((at for at, kind in acts if kind in ("form", "demo_request", "webinar")), None)


def _first_mql(acts: list[Act], fits: bool, engagement: int) -> datetime | None:
    for at, kind in acts:
        window = [kind for then, kind in acts if at - timedelta(days=90) < then <= at]
        points = sum(POINTS.get(kind, 0) for kind in window)
        if kind == "demo_request" or (fits and points >= engagement):
            return at
    return None
