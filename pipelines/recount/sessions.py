"""Web sessions and whose they are: told in them, else before them, else after them (rule 3)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pipelines.recount.people import People
from pipelines.recount.truth import Event


@dataclass(slots=True)
class Session:
    """One session of a browser; `person` is None while it is nobody's."""

    key: str
    client: str
    at: datetime
    channel: str
    person: str | None = None


def attributed(events: Iterable[Event], people: People) -> dict[str, Session]:
    """Return every session with consent, by its key, with the person to whom it belongs."""
    sessions: dict[str, Session] = {}
    told: dict[str, tuple[datetime, str]] = {}
    for event in events:
        if event.is_denied:
            continue
        if event.kind == "session":
            sessions[event.record] = Session(event.record, event.told_of, event.at, event.word)
        elif event.kind == "told":
            person = people.of(event.value)
            # of several in one session the last one holds it
            if person and (event.record not in told or told[event.record][0] <= event.at):
                told[event.record] = (event.at, person)
    browsers: dict[str, list[Session]] = defaultdict(list)
    for session in sessions.values():
        browsers[session.client].append(session)
    for visits in browsers.values():
        _attribute(sorted(visits, key=lambda visit: (visit.at, visit.key)), told)
    return sessions


def _attribute(visits: list[Session], told: dict[str, tuple[datetime, str]]) -> None:
    known = [told[visit.key][1] if visit.key in told else None for visit in visits]
    last: str | None = None
    for visit, person in zip(visits, known, strict=True):
        last = person or last
        visit.person = last
    following: str | None = None
    for visit, person in reversed(list(zip(visits, known, strict=True))):
        following = person or following
        visit.person = visit.person or following
