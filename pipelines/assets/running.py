"""The run that assets belong to: begun under the lock before the first step, ended after the last.

A command passes in the session it has begun; a run started on Dagster's own page begins one here,
for the sources and agreements that the environment names.
"""

from collections.abc import Iterator

import dagster as dg

from pipelines.home import Home
from pipelines.inputs import Request
from pipelines.lock import hold_lock
from pipelines.session import Session


@dg.resource(description="The run that is going on: its documents, and what each step found.")
def session(context: dg.InitResourceContext) -> Iterator[Session]:
    """Begin a run under the home's lock, and write down how it ended."""
    home = Home.from_environment()
    home.ensure()
    log = context.log
    with hold_lock(home):
        run = Session(home, Request.from_environment(), log.info if log else print)
        try:
            run.begin()
            yield run
        finally:
            run.finish()
