"""The landing ledger: one line per delivered file, appended and never changed.

The ledger is the warehouse's memory. Raw tables are a function of it and of the bytes it names,
so any of them can be rebuilt, as of any moment, from this file and the folder beside it.
"""

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from expectations.errors import SmarketingError

ACCEPTED = "accepted"
QUARANTINED = "quarantined"


@dataclass(frozen=True)
class LedgerEntry:
    """One delivered file. Times are ISO 8601 in UTC; `day` is what the file is about."""

    file_id: str
    sha256: str
    source: str
    vendor: str
    table: str
    day: str
    name: str
    bytes: int
    rows: int
    exported_at: str
    landed_at: str
    cursor: str | None
    status: str
    reason: str | None
    # the columns delivered, of the contract and beyond it; none in lines of earlier times
    read: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        """What makes two deliveries one and the same."""
        return (self.source, self.table, self.day, self.exported_at, self.sha256)


def file_id_of(
    sha256: str, vendor: str, source: str, table: str, day: str, exported_at: str
) -> str:
    """Return the 16 hex digits that name one delivery of one file."""
    parts = (sha256, vendor, source, table, day, exported_at)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


class Ledger:
    """The append-only file of deliveries, and the bytes beside it."""

    def __init__(self, landing: Path) -> None:
        """Take the landing folder; nothing is read or made yet."""
        self.landing = landing
        self.path = landing / "ledger.jsonl"

    def bytes_of(self, sha256: str) -> Path:
        """Return where the untouched bytes of a digest lie."""
        return self.landing / "files" / sha256[:2] / sha256

    def read(self) -> list[LedgerEntry]:
        """Return every line in order; a last line that a crash cut off was never acknowledged."""
        if not self.path.exists():
            return []
        entries = []
        for number, line in enumerate(self.path.read_bytes().splitlines(keepends=True), start=1):
            if not line.endswith(b"\n"):
                break
            try:
                entries.append(_entry(json.loads(line)))
            except (ValueError, TypeError) as problem:
                raise SmarketingError(
                    f"{self.path}:{number}: the landing ledger is damaged ({problem}). Nothing was"
                    " changed. Restore this file from a backup, or move the landing folder away"
                    " and deliver the extracts again."
                ) from problem
        return entries

    def append(self, entries: Iterable[LedgerEntry]) -> None:
        """Add lines and return when they are on the disk, after the names of their files."""
        told = list(entries)
        if not told:
            return
        lines = "".join(json.dumps(asdict(entry), sort_keys=True) + "\n" for entry in told)
        self.landing.mkdir(parents=True, exist_ok=True, mode=0o700)
        folders = {self.bytes_of(entry.sha256).parent for entry in told}
        for folder in sorted({*folders, *(folder.parent for folder in folders)}):
            if folder.is_dir():
                sync_folder(folder)
        with self.path.open("a+b") as file:
            _cut_torn_line(file.fileno())
            file.seek(0, os.SEEK_END)
            file.write(lines.encode())
            file.flush()
            os.fsync(file.fileno())
        sync_folder(self.landing)


def _entry(line: dict[str, Any]) -> LedgerEntry:
    columns = {name: tuple(line.get(name, ())) for name in ("read", "kept")}
    return LedgerEntry(**{**line, **columns})


def latest_by_file(entries: Iterable[LedgerEntry]) -> dict[str, LedgerEntry]:
    """Return the last line of each file, the file delivered last being the last in order."""
    latest: dict[str, LedgerEntry] = {}
    for entry in entries:
        latest.pop(entry.file_id, None)
        latest[entry.file_id] = entry
    return latest


def sync_folder(folder: Path) -> None:
    """Put a folder's own entries on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _cut_torn_line(handle: int) -> None:
    """Cut what a crash left of an unfinished last line."""
    size = os.fstat(handle).st_size
    position = size
    while position > 0:
        start = max(0, position - 65536)
        block = os.pread(handle, position - start, start)
        newline = block.rfind(b"\n")
        if newline >= 0:
            position = start + newline + 1
            break
        position = start
    if position < size:
        os.ftruncate(handle, position)
