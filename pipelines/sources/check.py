"""What a run would find in a source's files, told before anything is loaded.

To tell of another kind of finding, add its lines to `findings`.
"""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from pipelines.home import Home
from pipelines.sources import ga4_relations as nested
from pipelines.sources.arrival import Delivery
from pipelines.sources.config import SourceConfig, SourcesConfig
from pipelines.sources.ga4 import VENDOR
from pipelines.sources.ga4_flat import is_flat
from pipelines.sources.landing import SourceStatus
from pipelines.sources.ledger import Ledger
from pipelines.sources.rows import Reject, redacted
from pipelines.sources.state import READY
from pipelines.sources.vendor import LandedFile
from pipelines.sources.vendors import row_vendor

SHOWN = 20
# notes of single files, of which all is told in one place
_TOLD_BELOW = re.compile(r": not used, kept as delivered: |rows rejected, the first is row")


def remember_ledger(home: Home, scratch: Home) -> None:
    """Let a scratch home know what has landed, so that its files are judged as a run would."""
    if Ledger(home.landing).path.exists():
        scratch.landing.mkdir(parents=True, exist_ok=True)
        shutil.copy2(Ledger(home.landing).path, Ledger(scratch.landing).path)


def findings(config: SourcesConfig, status: SourceStatus, home: Home) -> Iterator[str]:
    """Yield what is worth a line: how a source stands if it is not ready, notes, rejected rows."""
    source, ledger = config.source(status.name), Ledger(home.landing)
    rejected = [
        f"    {delivery.name}, row {reject.line}: {reject.reason}"
        for delivery in status.deliveries
        if delivery.rejected
        for reject in rejects_in(source, delivery, ledger.bytes_of(delivery.sha256))
    ]
    notes = [f"    {note}" for note in dict.fromkeys(status.notes) if not _TOLD_BELOW.search(note)]
    unread: dict[str, dict[str, None]] = {}
    for delivery in status.deliveries:
        if delivery.kept:
            unread.setdefault(delivery.table, {}).update(dict.fromkeys(delivery.kept))
    notes += [
        f"    {table}: read by no model, kept as delivered: {', '.join(names)}"
        for table, names in unread.items()
    ]
    if status.status == READY and not rejected and not notes:
        return
    is_held = f"{status.status}: {status.message}" if status.status != READY else status.status
    yield f"  {status.name} ({status.vendor}) {is_held}"
    yield from notes
    yield from rejected[:SHOWN]
    if len(rejected) > SHOWN:
        yield f"    and {len(rejected) - SHOWN} more rows rejected"


def rejects_in(source: SourceConfig, delivery: Delivery, path: Path) -> list[Reject]:
    """Return the rows of a file that cannot be used, each with its line and the reason."""
    file = LandedFile(path, delivery.name, delivery.table)
    reader = row_vendor(source.vendor, source.mappings)
    if reader is not None:
        return reader.read(file).rejects
    return VENDOR.read(file).rejects if is_flat(file.name) else _nested(path)


def _nested(path: Path) -> list[Reject]:
    import duckdb

    found = list[Reject]()
    with duckdb.connect(":memory:") as connection:
        for _, select in nested.batches([path], {}):
            nested.stage_batch(connection, select)
            rows = connection.execute(
                f"select rowid + 1, {nested.problem_sql()} as reason, shown from ga4_batch"
                " where reason is not null order by rowid"
            ).fetchall()
            found += [Reject(line, reason, redacted(shown)) for line, reason, shown in rows]
    return found
