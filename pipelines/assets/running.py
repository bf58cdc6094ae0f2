"""The run that assets belong to: begun under the lock by the first step, ended after the last.

A command passes in the session it has begun; a run started on Dagster's own pages begins one here,
for the sources and agreements that the environment names.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import dagster as dg

from expectations.errors import BusyError, SmarketingError
from pipelines.home import Home
from pipelines.inputs import Request
from pipelines.lock import hold_lock
from pipelines.session import Session

# what a disk or another reader of the files refuses may be granted a little later
PATIENCE = dg.RetryPolicy(
    max_retries=2, delay=2, backoff=dg.Backoff.EXPONENTIAL, jitter=dg.Jitter.PLUS_MINUS
)


class Running:
    """One run's session, begun when a step first asks for it.

    Dagster makes resources more often than it runs steps.
    """

    def __init__(self, session: Session | None, progress: Callable[[str], None] = print) -> None:
        """Take a session that goes on already, or None to begin one."""
        self.stack = ExitStack()
        self.session = session
        self.progress = progress

    def current(self) -> Session:
        """Return the session."""
        if self.session is None:
            self.session = self.stack.enter_context(_begun(self.progress))
        return self.session


@dg.resource(description="The run that is going on: its documents, and what each step found.")
def session(context: dg.InitResourceContext) -> Iterator[Running]:
    """Give a run's steps their session, and write down at the end how it went."""
    running = Running(None, context.log.info if context.log else print)
    with running.stack:
        yield running


def session_of(context: dg.AssetExecutionContext) -> Session:
    """Return the session of the run that a step belongs to."""
    running: Running = context.resources.session
    return running.current()


@contextmanager
def attempt(context: dg.AssetExecutionContext, run: Session) -> Iterator[None]:
    """Try a step that has patience: what it did not foresee is tried again, a refusal is not.

    Raises:
        Failure: what cannot be used will not be usable in a moment either.
    """
    if context.retry_number:
        run.error = None
    try:
        with run.guard():
            yield
    except BusyError:
        raise
    except SmarketingError as problem:
        raise dg.Failure(str(problem), allow_retries=False) from problem


@contextmanager
def _begun(progress: Callable[[str], None]) -> Iterator[Session]:
    home = Home.from_environment()
    home.ensure()
    with hold_lock(home):
        run = Session(home, Request.from_environment(), progress)
        try:
            run.begin()
            yield run
        finally:
            run.finish()
