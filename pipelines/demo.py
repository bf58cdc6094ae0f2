"""The demo company: played once into the home, then read like any other company's extracts.

`smarketing demo`, a run that names no sources and Dagster's own pages all begin here. What is
played appears whole or not at all; what another version has played is kept, for its numbers may
have been shown. To change how big the demo is, change PLAY.
"""

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from expectations.errors import BadInputError
from pipelines.crashes import step
from pipelines.home import Home, project_root
from pipelines.pacing import NowAndThen
from pipelines.sources.companies import require_same_company
from pipelines.sources.config import SourcesConfig
from pipelines.sources.ledger import Ledger

STAMP = "played.json"


@dataclass(frozen=True)
class Play:
    """What is played: a seed, how many people come to the website, and over how many days."""

    seed: int
    people: int
    days: int
    marketing: str


PLAY = Play(seed=1, people=20_000, days=730, marketing="hubspot")


def play_once(
    home: Home, config: SourcesConfig, progress: Callable[[str], None], play: Play = PLAY
) -> None:
    """Play the demo company into the home's extracts, unless one has been played there.

    Raises:
        BadInputError: the home holds another company, or another play of this one, or its folder
            of extracts holds what no play has written.
    """
    require_same_company(config, home.landing)
    stamp = home.extracts / STAMP
    if stamp.exists():
        if stamp.read_text("utf-8") != _stamp_of(play):
            progress(
                "the demo company here was played by another version and is kept;"
                f" to play it anew, remove {home.root}"
            )
        return
    if home.extracts.exists() and any(home.extracts.iterdir()):
        raise BadInputError(
            f"{home.extracts} holds something that the demo has not played. Nothing was changed."
            " Move it away, or name another folder in SMARKETING_HOME, and run again."
        )
    unfinished = home.extracts.with_name("extracts.unfinished")
    if unfinished.exists():
        progress("the demo company was not played to its end; it is played again")
        shutil.rmtree(unfinished)
    _play_into(unfinished, config.company, play, progress)
    _require_same_play(config, home, unfinished)
    if home.extracts.exists():
        home.extracts.rmdir()
    unfinished.rename(home.extracts)


def _play_into(folder: Path, company: str, play: Play, progress: Callable[[str], None]) -> None:
    # numpy and pyarrow are for whoever plays, not for every run
    from pipelines.simulator import simulate

    size = f"{play.people:,} people over {play.days} days"
    progress(f"playing {company}, a company that never was: {size}")
    how_far = NowAndThen(progress)
    report = simulate(play.seed, play.people, play.days, folder, how_far, play.marketing)
    progress(f"played: {report.sentence()}")
    step("play the company")
    (folder / STAMP).write_text(_stamp_of(play), "utf-8")


def _require_same_play(config: SourcesConfig, home: Home, folder: Path) -> None:
    """Refuse a play that would be mixed with another one, whose files have landed in this home."""
    names = {source.name for source in config.sources}
    landed = {line.sha256 for line in Ledger(home.landing).read() if line.source in names}
    if not landed:
        return
    played = (path for path in folder.rglob("*") if path.is_file())
    if not landed <= {hashlib.sha256(path.read_bytes()).hexdigest() for path in played}:
        shutil.rmtree(folder)
        raise BadInputError(
            f"{home.root} holds another {config.company} than the one that is played now: the two"
            " would be mixed. Nothing was changed. Remove that folder, or name another one in"
            " SMARKETING_HOME, and run again."
        )


def _stamp_of(play: Play) -> str:
    """Return what was played and by which code, as the stamp says it."""
    return json.dumps({**asdict(play), "simulator": _simulator_version()}, indent=1) + "\n"


@cache
def _simulator_version() -> str:
    """Return 12 hex digits that name the simulator's code."""
    digest = hashlib.sha256()
    for path in sorted((project_root() / "pipelines" / "simulator").iterdir()):
        if path.suffix in (".py", ".yml"):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]
