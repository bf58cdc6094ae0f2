"""Browsers that nobody is known to use: journeys of visits only (rule 14)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from expectations.annexes import Annexes
from pipelines.recount.cut import Life
from pipelines.recount.rows import Row, rows_of
from pipelines.recount.sessions import Session
from pipelines.recount.signals import Signal
from pipelines.recount.versions import Versions


def anonymous_rows(sessions: Iterable[Session], versions: Versions, as_of: datetime) -> list[Row]:
    """Return the visits of every browser whose sessions are nobody's."""
    browsers: dict[str, list[Signal]] = defaultdict(list)
    for session in sessions:
        if session.person is None:
            name = session.client
            browsers[name].append(Signal(name, session.at, "session", "ga4", session.key))
    rows: list[Row] = []
    for name, signals in browsers.items():
        life = Life(signals, versions, Annexes(), as_of, is_identified=False)
        rows += rows_of(name, life.live(), versions, "marketing", lambda _: "new_business")
    return rows
