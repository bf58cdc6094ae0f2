"""Browsers that nobody is known to use: journeys of visits only (rule 14)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from expectations.annexes import Annexes
from pipelines.recount.cut import Life
from pipelines.recount.journeys import Journey
from pipelines.recount.sessions import Session
from pipelines.recount.signals import Signal
from pipelines.recount.versions import Versions


def anonymous_journeys(
    sessions: Iterable[Session], versions: Versions, as_of: datetime
) -> dict[str, list[Journey]]:
    """Return the journeys of every browser whose sessions are nobody's."""
    browsers: dict[str, list[Signal]] = defaultdict(list)
    for session in sessions:
        if session.person is None:
            name = session.client
            browsers[name].append(Signal(name, session.at, "session", "ga4", session.key))
    return {
        name: Life(signals, versions, Annexes(), as_of, is_identified=False).live()
        for name, signals in browsers.items()
    }
