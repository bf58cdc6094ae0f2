"""One publication of a home's marts, in this process or as a process that may die in it."""

import sys
from datetime import datetime
from pathlib import Path

from expectations.gates.results import CheckResult
from expectations.loader import load_agreements
from pipelines.candidate import RunRow
from pipelines.home import Home
from pipelines.manifest import Manifest, published_run_id
from pipelines.publish import publish
from tests.example.extracts import FOLDER

AT = datetime(2025, 6, 23, 5)


def run_row(run_id: str) -> RunRow:
    """Return what a run called so says of itself."""
    return RunRow(
        run_id=run_id,
        as_of=AT,
        data_through=AT.date(),
        started_at=AT,
        finished_at=AT,
        agreement_version="2025-01-01",
        agreement_digest="0" * 64,
        code_version="test",
        company="Nordlicht Software",
        smarketing_version="0.1.0",
    )


def publish_as(home: Home, run_id: str, checks: list[CheckResult] | None = None) -> Manifest:
    """Publish the marts as they lie there."""
    return publish(
        home,
        run_row(run_id),
        checks or [],
        "fingerprint",
        published_run_id(home),
        agreements=load_agreements(FOLDER / "agreements"),
    )


if __name__ == "__main__":
    publish_as(Home(Path(sys.argv[1])), sys.argv[2])
