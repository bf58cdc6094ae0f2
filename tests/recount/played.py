"""A company played from a seed, published in a home of its own, and held against its truth."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipelines.home import Home
from pipelines.inputs import Request
from pipelines.run import run
from pipelines.simulator import simulate
from pipelines.verify import Verification, verify
from tests.once import made_once


@dataclass(frozen=True)
class Size:
    """How large a company is played, over how many days, with which tools."""

    people: int
    days: int
    marketing: str = "hubspot"
    crm: str = "salesforce"

    @property
    def options(self) -> str:
        """How the command line asks for it."""
        return (
            f"--people {self.people} --days {self.days} --marketing {self.marketing}"
            f" --crm {self.crm}"
        )


# six companies that every change is held against; whoever else needs one of that size reads them
SEEDS = {
    1: Size(600, 240),
    2: Size(700, 120),
    3: Size(900, 420, "marketo"),
    4: Size(800, 300),
    5: Size(600, 330),
    6: Size(800, 420, crm="hubspot"),
}


@dataclass(frozen=True)
class Played:
    """A played company, published; `agreements` are its own, if it has any."""

    home: Home
    truth: Path
    agreements: Path | None = None

    def verified(self) -> Verification:
        """Return what the recount says of it."""
        return verify(self.home, self.truth, self.agreements, _silent)


def publish(seed: int, size: Size, folder: Path) -> Played:
    """Play a company, and run the pipeline on its extracts until they are published."""
    played, home = folder / "played", Home(folder / "home")
    report = simulate(seed, size.people, size.days, played, _silent, size.marketing, crm=size.crm)
    run(home, Request(report.sources_file, report.agreements), _silent)
    return Played(home, played / "truth", report.agreements)


@cache
def of_seed(seed: int) -> Played:
    """Return the published company of one of the six seeds, to be read only."""
    made = made_once(f"played-{seed}", lambda folder: publish(seed, SEEDS[seed], folder))
    own = made / "played" / "agreements"
    return Played(Home(made / "home"), made / "played" / "truth", own if own.is_dir() else None)


def _silent(_: str) -> None:
    """Take progress and say nothing."""
