"""Web sessions drawn at random: few browsers, few moments, and now and then a name."""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

CLIENTS = ("c1", "c2", "c3")


@st.composite
def sessions(
    draw: st.DrawFn, family: int, names: list[str], pool: list[datetime]
) -> list[dict[str, Any]]:
    """Draw sessions of few browsers, some of which tell who sits there."""
    events: list[dict[str, Any]] = []
    taken: set[tuple[str, datetime]] = set()
    for number in range(draw(st.integers(0, 12))):
        client, at = f"{draw(st.sampled_from(CLIENTS))}_{family}", draw(st.sampled_from(pool))
        if (client, at) in taken:
            continue
        taken.add((client, at))
        key = f"s{family}_{number}"
        session: dict[str, Any] = {"kind": "session", "id": key, "client": client, "at": at}
        who = draw(st.one_of(st.none(), st.sampled_from(names)))
        if who:
            session["who"] = who
        events.append(session)
        if draw(st.booleans()):
            kind = draw(st.sampled_from(["key_page", "form", "demo_request"]))
            more = {"kind": kind, "client": client, "session": key}
            events.append({**more, "at": at + timedelta(minutes=draw(st.integers(0, 5)))})
    return events
