"""One run while it is going on: what it was asked, what it found, and how it ended.

Begun under the home's lock. The steps are the same whether a command or Dagster's own page started
them; each goes through `guard`, so that the status file says how the run ended in either case.
"""

import os
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from expectations.errors import BadInputError, HeldError, SmarketingError
from expectations.gates.results import CheckResult, blocking_failures
from pipelines import status
from pipelines.demo import play_once
from pipelines.holding import hold
from pipelines.home import Home
from pipelines.inputs import Inputs, Request, fingerprint_of, read_inputs
from pipelines.manifest import Manifest, published_manifest, published_run_id
from pipelines.raw import RawReport
from pipelines.sources.landing import LandingReport, land
from pipelines.status import FailedCheck, write_status
from pipelines.transform import TransformReport


class Session:
    """A run that is going on; what each step found is kept for the steps after it."""

    def __init__(self, home: Home, request: Request, progress: Callable[[str], None]) -> None:
        """Take what was asked for; nothing is read yet."""
        self.home = home
        self.request = request
        self.started_at = datetime.now(UTC)
        self.run_id = self.started_at.strftime("%Y%m%dT%H%M%S%fZ")
        self.parent_run_id = published_run_id(home)
        self.log = home.logs / f"{self.run_id}.log"
        self._progress = progress
        self.inputs: Inputs
        self.fingerprint = ""
        self.landed: LandingReport | None = None
        self.raw: RawReport | None = None
        self.models: TransformReport | None = None
        self.checks: list[CheckResult] = []
        self.published: Manifest | None = None
        self._is_published: bool | None = None
        self.error: BaseException | None = None
        # days read again publish nothing, and are no run that failed to
        self.only_loads = False

    def begin(self) -> None:
        """Read every document and land what is new; the demo company is played before it lands.

        Raises:
            BadInputError: a document or a required source cannot be used.
        """
        with self.guard():
            self.inputs = read_inputs(self.request, self.home)
            if self.request.is_of_demo:
                play_once(self.home, self.inputs.config, self.progress)
            allowed = self.inputs.agreements[-1].tolerances.rejected_rows_rate
            self.landed = land(self.inputs.config, self.home, self.progress, float(allowed))
            self.fingerprint = fingerprint_of(self.home, self.inputs)

    def is_published(self) -> bool:
        """Say whether these inputs are what is published, whole and under its fixed names."""
        if self._is_published is None:
            manifest = published_manifest(self.home)
            self._is_published = manifest is not None and manifest.fingerprint == self.fingerprint
        return self._is_published

    def progress(self, message: str) -> None:
        """Tell whoever watches, and write it into the run's log; notes go to the log only."""
        self.write_log(message)
        if not message.startswith("  "):
            self._progress(message)

    def write_log(self, text: str) -> None:
        """Add a line to the run's log."""
        self.log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self.log.open("a", encoding="utf-8") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(f"{datetime.now(UTC):%H:%M:%S} {text}\n")

    @contextmanager
    def guard(self) -> Iterator[None]:
        """Keep what ends the run; the first problem is the one that is told."""
        try:
            yield
        except BaseException as problem:
            if self.error is None:
                self.error = problem
                self.write_log("".join(traceback.format_exception(problem)))
            raise

    def hold(self, checks: Sequence[CheckResult]) -> None:
        """Keep what a gate found, and stop here if a check that blocks has failed.

        Raises:
            HeldError: listing each, with what was found and what was expected.
        """
        self.checks += checks
        hold(checks)

    def finish(self) -> None:
        """Write down how the run ended, for the pages."""
        if self.only_loads and self.error is None:
            return
        state, message = self._ending()
        failed = [
            FailedCheck(check.check_id, check.label, check.observed, check.expected)
            for check in blocking_failures(self.checks)
        ]
        now = published_run_id(self.home)
        write_status(self.home, self.run_id, state, message, now, failed)
        remove_old_logs(self.home)

    def _ending(self) -> tuple[str, str]:
        if isinstance(self.error, HeldError):
            return status.HELD, str(self.error)
        if isinstance(self.error, BadInputError):
            return status.REFUSED, str(self.error)
        if isinstance(self.error, SmarketingError):
            return status.FAILED, str(self.error)
        if self.error is not None:
            return status.FAILED, f"An error that nobody foresaw; see {self.log.name}."
        if self.published is not None:
            return status.PUBLISHED, f"{self.published.run_id} was published."
        if self.is_published():
            return status.UNCHANGED, "Nothing new: the published numbers are up to date."
        return status.FAILED, "The run ended before it could publish."


KEPT_LOGS = 30


def remove_old_logs(home: Home) -> None:
    """Keep the logs of the last thirty runs."""
    logs: list[Path] = sorted(home.logs.glob("*.log"))
    for log in logs[:-KEPT_LOGS]:
        log.unlink()
