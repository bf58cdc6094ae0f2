"""The numbers as of a past moment, rebuilt beside the home from the files that were known then.

Nothing that is published changes, and the gates are not asked. The marts stay in `scratch/` until
the next rebuild, so that an analyst can look into them.
"""

import shutil

from pipelines.build import build
from pipelines.home import Home
from pipelines.raw_summary import default_as_of
from pipelines.session import Session
from pipelines.sources.ledger import Ledger
from pipelines.sources.selection import files_to_load
from pipelines.sources.state import read_states


def is_past(session: Session) -> bool:
    """Say whether a run asks for a moment before the end of the last day delivered."""
    as_of = session.inputs.as_of
    if as_of is None:
        return False
    landing = session.home.landing
    named = {source.name for source in session.inputs.config.sources}
    states = {name: state for name, state in read_states(landing).items() if name in named}
    files = files_to_load(Ledger(landing).read(), states)
    zone = session.inputs.agreements[-1].time_zone
    usual = default_as_of((file.day for file in files), zone)
    return usual is not None and as_of < usual


def rebuild(session: Session) -> None:
    """Build the marts as of the session's moment, and leave them in the home's scratch file."""
    home, inputs = session.home, session.inputs
    folder = home.scratch.parent
    if folder.exists():
        shutil.rmtree(folder)
    scratch = Home(folder / "home")
    scratch.root.mkdir(parents=True, mode=0o700)
    # the same bytes and the same pseudonyms as everywhere; only what is made of them is apart
    scratch.landing.symlink_to(home.landing)
    (scratch.root / "secret").symlink_to(home.root / "secret")
    build(
        scratch,
        inputs.config,
        inputs.agreements,
        inputs.annexes,
        inputs.as_of,
        session.progress,
    )
    scratch.marts_db.rename(home.scratch)
    shutil.rmtree(scratch.root)
