"""A run from end to end: lock, documents, landing, fingerprint, the job, one swap.

Nothing new ends the run before anything heavy is imported.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipelines.home import Home
from pipelines.inputs import Request
from pipelines.lock import hold_lock
from pipelines.manifest import published_run_id
from pipelines.session import Session

PUBLISHED, UNCHANGED, REBUILT = "published", "unchanged", "rebuilt"


@dataclass(frozen=True)
class Outcome:
    """How a run ended well: what it did, and the file that holds its numbers."""

    state: str
    run_id: str
    funnel: Path
    new_files: int
    materialized: int
    seconds: float


def run(home: Home, request: Request, progress: Callable[[str], None]) -> Outcome:
    """Land, build, check and publish what a request names, unless that is published already.

    A moment after which more is known, and one version that is to judge everything, are built
    beside the home instead, and neither published nor written down as the last run.

    Raises:
        BusyError: another run is going on in this home.
        BadInputError: an extract, the sources file or the agreement cannot be used.
        HeldError: a check that both teams signed failed.
        SmarketingError: a model could not be built, or the disk is full.
    """
    started = time.monotonic()
    home.ensure()
    with hold_lock(home):
        session = Session(home, request, progress)
        state, funnel, materialized = UNCHANGED, home.published, 0
        try:
            with session.guard():
                session.begin()
                if request.under_version is not None:
                    state, funnel = REBUILT, home.scratch
                    _rebuild_under(session)
                elif request.as_of is not None and _is_past(session):
                    state, funnel = REBUILT, home.scratch
                    _rebuild(session)
                elif not session.is_published():
                    state, materialized = PUBLISHED, _materialize(session)
        finally:
            if state != REBUILT:
                session.finish()
    return Outcome(
        state=state,
        run_id=published_run_id(home) or "",
        funnel=funnel,
        new_files=session.landed.new_files if session.landed else 0,
        materialized=materialized,
        seconds=time.monotonic() - started,
    )


def _is_past(session: Session) -> bool:
    from pipelines.rebuild import is_past

    return is_past(session)


def _rebuild(session: Session) -> None:
    from pipelines.rebuild import rebuild

    rebuild(session)


def _rebuild_under(session: Session) -> None:
    from pipelines.comparison import rebuild_under

    rebuild_under(session)


def _materialize(session: Session) -> int:
    session.progress("new: starting Dagster, dbt and Great Expectations")
    from pipelines.materialize import materialize

    return materialize(session)
