"""Extracts into landing: untouched bytes by their digest, one ledger line per delivery.

Delivering a file twice, under the same or another name, adds nothing. A file that cannot be used
is kept, written down as quarantined with its reason, and holds its source until it is replaced.
"""

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from expectations.errors import BadInputError
from pipelines.home import Home
from pipelines.sources.arrival import Delivery, arrivals
from pipelines.sources.companies import remember_company, require_same_company
from pipelines.sources.config import SourceConfig, SourcesConfig
from pipelines.sources.drift import held_for_drift
from pipelines.sources.extracts import scan
from pipelines.sources.ledger import ACCEPTED, QUARANTINED, Ledger, LedgerEntry, file_id_of
from pipelines.sources.selection import files_to_load, part_of
from pipelines.sources.state import (
    HELD,
    MISSING,
    READY,
    SeenFiles,
    SourceState,
    read_states,
    write_states,
)

# seconds; a share that was gone for a moment is back by then
TRIED_AGAIN_AFTER = (0.5, 2.0)


@dataclass
class SourceStatus:
    """How one source stands after landing: ready, missing or held, and what it delivered."""

    name: str
    vendor: str
    required: bool
    status: str = READY
    message: str | None = None
    files: int = 0
    new_files: int = 0
    new_rows: int = 0
    notes: list[str] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)


@dataclass(frozen=True)
class LandingReport:
    """What one landing found."""

    new_files: int
    sources: list[SourceStatus]


def land(
    config: SourcesConfig,
    home: Home,
    progress: Callable[[str], None],
    rejects_allowed: float | None = None,
) -> LandingReport:
    """Land whatever the configured folders hold that the ledger does not know yet.

    Args:
        config: the sources.
        home: where landing lies.
        progress: is told what happens.
        rejects_allowed: the share of a file's rows (0 to 1) above which its source is held; None
            holds none for that.

    Raises:
        BadInputError: a required source is missing or delivered something that cannot be used;
            every other source has landed by then. Or the home holds another company's files.
    """
    report = land_what_can_be(config, home, progress, rejects_allowed)
    refuse_required(report)
    return report


def land_what_can_be(
    config: SourcesConfig,
    home: Home,
    progress: Callable[[str], None],
    rejects_allowed: float | None = None,
) -> LandingReport:
    """Land as `land` does, whichever source is missing or held: the report says so.

    Raises:
        BadInputError: the home holds another company's files.
    """
    home.ensure()
    require_same_company(config, home.landing)
    remember_company(config, home.landing)
    ledger = Ledger(home.landing)
    entries = ledger.read()
    seen = SeenFiles(home.landing)
    before = read_states(home.landing)
    landed_at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    statuses, states = [], []
    for source in config.sources:
        status, new = _patiently(
            source,
            partial(
                _land_source,
                *(source, ledger, entries, seen, landed_at, progress, rejects_allowed),
            ),
        )
        ledger.append(new)
        entries += new
        held_since = None
        if status.status == HELD:
            earlier = before.get(source.name)
            held_since = (earlier.held_since if earlier else None) or landed_at
        statuses.append(status)
        states.append(SourceState.of(config, source, status.status, status.message, held_since))
        progress(_sentence(status))
        if status.new_files:
            for note in status.notes:
                progress(f"  {note}")
    write_states(home.landing, states)
    seen.save()
    return LandingReport(sum(status.new_files for status in statuses), statuses)


def fingerprint(config: SourcesConfig, home: Home) -> str:
    """Return a digest of what a run would load: settings, files, and how each source stands."""
    states = read_states(home.landing)
    named = {source.name: states[source.name] for source in config.sources if source.name in states}
    files = files_to_load(Ledger(home.landing).read(), named)
    content = [
        config.digest(),
        [[entry.source, entry.table, entry.file_id] for entry in files],
        [[state.name, state.status, state.message] for state in named.values()],
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def _patiently(
    source: SourceConfig, attempt: Callable[[], tuple[SourceStatus, list[LedgerEntry]]]
) -> tuple[SourceStatus, list[LedgerEntry]]:
    """Try a source again where its folder refuses to be read; at last it is held, and only it."""
    for wait in (*TRIED_AGAIN_AFTER, None):
        try:
            return attempt()
        except OSError as problem:
            if problem.filename is None or not Path(problem.filename).is_relative_to(
                source.folder.resolve()
            ):
                raise
            if wait is None:
                status = SourceStatus(source.name, source.vendor, source.required, HELD)
                place = Path(problem.filename).relative_to(source.folder.resolve())
                status.message = (
                    f"{source.path}/{place} could not be read ({problem.strerror}), after"
                    f" {len(TRIED_AGAIN_AFTER) + 1} attempts; let this user read it"
                )
                return status, []
            time.sleep(wait)
    raise AssertionError("the last attempt either returns or raises")


def _land_source(
    source: SourceConfig,
    ledger: Ledger,
    entries: list[LedgerEntry],
    seen: SeenFiles,
    landed_at: str,
    progress: Callable[[str], None],
    rejects_allowed: float | None,
) -> tuple[SourceStatus, list[LedgerEntry]]:
    status = SourceStatus(source.name, source.vendor, source.required)
    lines = [
        entry for entry in entries if (entry.source, entry.vendor) == (source.name, source.vendor)
    ]
    if not source.folder.is_dir():
        status.status = MISSING
        status.message = f"the folder {source.path} does not exist"
        return status, []
    folder = scan(source.folder)
    deliveries, faults, status.notes = arrivals(source, folder, ledger, seen, progress)
    deliveries, drifted = held_for_drift(deliveries, lines, source.without, rejects_allowed)
    status.notes += drifted
    faults = [*folder.refused, *faults]
    faults += [f"{item.name}: {item.reason}" for item in deliveries if item.reason]
    status.files, status.deliveries = len(deliveries), deliveries
    if not deliveries and not faults and not lines:
        status.status = MISSING
        passed_over = f" ({'; '.join(status.notes[:3])})" if status.notes else ""
        status.message = (
            f"the folder {source.path} holds no extract of {source.vendor} by its name{passed_over}"
        )
    if faults:
        status.status = HELD
        more = f" (and {len(faults) - 3} more)" if len(faults) > 3 else ""
        status.message = "; ".join(faults[:3]) + more
    new = []
    for delivery in sorted(deliveries, key=lambda item: (item.exported_at, item.name)):
        if not _is_known(delivery, deliveries, lines):
            entry = _entry(delivery, source, landed_at)
            lines.append(entry)
            new.append(entry)
    status.new_files = len(new)
    status.new_rows = sum(entry.rows for entry in new)
    return status, new


def _entry(delivery: Delivery, source: SourceConfig, landed_at: str) -> LedgerEntry:
    return LedgerEntry(
        file_id=file_id_of(
            delivery.sha256,
            source.vendor,
            source.name,
            delivery.table,
            delivery.day,
            delivery.exported_at,
        ),
        sha256=delivery.sha256,
        source=source.name,
        vendor=source.vendor,
        table=delivery.table,
        day=delivery.day,
        name=delivery.name,
        bytes=delivery.size,
        rows=delivery.rows,
        exported_at=delivery.exported_at,
        landed_at=landed_at,
        cursor=None,
        status=QUARANTINED if delivery.reason else ACCEPTED,
        reason=delivery.reason,
        read=delivery.read,
        kept=delivery.kept,
    )


def _is_known(delivery: Delivery, deliveries: list[Delivery], lines: list[LedgerEntry]) -> bool:
    """Tell whether the ledger holds a delivery already.

    The same bytes are known under any name. They are news again only where the delivery says by
    itself that it was exported anew, or where what had taken their place is gone.
    """
    by_day = delivery.replaces_day
    rivals = [
        line
        for line in lines
        if line.table == delivery.table
        and (not by_day or (line.day == delivery.day and part_of(line) == delivery.part))
    ]
    same = [
        line
        for line in rivals
        if line.sha256 == delivery.sha256
        and (not delivery.explicit or line.exported_at == delivery.exported_at)
    ]
    if not same:
        return False
    if (same[-1].status == QUARANTINED) != bool(delivery.reason):
        return False
    if delivery.reason or (delivery.explicit and not by_day):
        return True
    accepted = [line for line in rivals if line.status == ACCEPTED]
    last = max(enumerate(accepted), key=lambda item: (item[1].exported_at, item[0]))[1]
    still_there = {item.sha256 for item in deliveries}
    return last.exported_at > delivery.exported_at or last.sha256 in still_there


def _sentence(status: SourceStatus) -> str:
    if status.status != READY:
        return f"{status.name}: {status.status}: {status.message}"
    if not status.new_files:
        return f"{status.name}: nothing new"
    files = "1 new file" if status.new_files == 1 else f"{status.new_files} new files"
    return f"{status.name}: {files}, {status.new_rows:,} rows"


def refuse_required(report: LandingReport) -> None:
    """Stop where a source that the numbers cannot do without is missing or held.

    Raises:
        BadInputError: naming each, with what is wrong.
    """
    refused = [status for status in report.sources if status.required and status.status != READY]
    if refused:
        lines = [f"{status.name} ({status.vendor}): {status.message}." for status in refused]
        raise BadInputError(
            "A required source cannot be used.\n"
            + "\n".join(f"  {line}" for line in lines)
            + "\nNothing was lost and nothing was published: what is delivered stays in landing."
            " Replace or remove what is named above and run again."
        )
