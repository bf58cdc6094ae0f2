"""What a play has written, and what it cost: events a second, and memory."""

import resource
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class SimulationReport:
    """What was written, and how fast: web events, all true events, files, seconds.

    `agreements` is where the company's own lie, if it does not live by the shipped ones.
    """

    out: Path
    sources_file: Path
    people: int
    days: int
    web_events: int
    true_events: int
    files: int
    seconds: float
    agreements: Path | None = None

    @property
    def events_per_second(self) -> float:
        """Web events played and written a second, everything else that was written included."""
        return self.web_events / self.seconds

    @property
    def command(self) -> str:
        """How it is run."""
        terms = f" --agreements {self.agreements}" if self.agreements else ""
        return f"smarketing run --sources {self.sources_file}{terms}"

    def sentence(self) -> str:
        """Return what was written, how fast, and how much memory this process has ever held."""
        return (
            f"{self.web_events:,} web events in {self.files} files, {self.seconds:.1f} seconds:"
            f" {self.events_per_second:,.0f} events a second, {peak_memory_mib():,.0f} MiB at most"
        )


def peak_memory_mib() -> float:
    """Return the most memory that this process has held, in MiB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # kilobytes, but bytes where the system is a Mac
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)
