"""What lies in a source's folder, and when it was exported.

Nothing outside the folder is ever read: a link that leads out of it is refused by name.
"""

import json
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

DELIVERY_FILE = "_delivery.json"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{6}Z")
END_OF_DAY = timedelta(hours=23, minutes=59, seconds=59)


class UnusableFileError(Exception):
    """A delivered file cannot be used; the message says why, for the person who exported it."""


@dataclass(frozen=True)
class Extract:
    """One file in a source's folder. `name` is its path within the folder."""

    path: Path
    name: str
    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int

    @property
    def stamp(self) -> list[int]:
        """What changes whenever the content does, if nobody tampers with the clock."""
        return [self.size, self.mtime_ns, self.ctime_ns, self.inode]


@dataclass
class Folder:
    """A source's folder as found: its extracts by name, and what was refused and why."""

    extracts: list[Extract] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def scan(root: Path) -> Folder:
    """Return every plain file under a folder, sorted by name; hidden files are passed over."""
    found = Folder()
    real_root = root.resolve()
    _scan(real_root, real_root, found)
    found.extracts.sort(key=lambda extract: extract.name)
    found.refused.sort()
    return found


def _scan(folder: Path, root: Path, found: Folder) -> None:
    for entry in os.scandir(folder):
        path = Path(entry.path)
        if entry.name.startswith("."):
            continue
        if entry.is_symlink() and not _leads_inside(path, root):
            found.refused.append(
                f"{path.relative_to(root)} is a link that leads out of the folder; it was not read."
                " Put the file itself into the folder"
            )
        elif entry.is_dir(follow_symlinks=False):
            _scan(path, root, found)
        else:
            facts = entry.stat()
            if stat.S_ISREG(facts.st_mode):
                found.extracts.append(
                    Extract(
                        path,
                        path.relative_to(root).as_posix(),
                        facts.st_size,
                        facts.st_mtime_ns,
                        facts.st_ctime_ns,
                        facts.st_ino,
                    )
                )


def _leads_inside(link: Path, root: Path) -> bool:
    """Tell whether a link ends at a file in the folder."""
    try:
        target = link.resolve(strict=True)
    except (OSError, RuntimeError):
        return False
    return target.is_relative_to(root) and target.is_file()


@dataclass(frozen=True)
class Exported:
    """When a file was exported; `explicit` if the delivery itself says so."""

    at: datetime
    explicit: bool


def exported_at(extract: Extract, root: Path, table_day: str | None) -> Exported:
    """Return when a file was exported: its delivery's word, its table's day, else its own time.

    Raises:
        UnusableFileError: the delivery's own word cannot be read.
    """
    said = _said_by_delivery(extract.path.parent)
    if said is None:
        said = next(_said_by_folders(extract.path.parent, root.resolve()), None)
    if said is not None:
        return Exported(said, explicit=True)
    if table_day is not None:
        return Exported(_end_of(table_day), explicit=False)
    seconds = extract.mtime_ns // 1_000_000_000
    return Exported(datetime.fromtimestamp(seconds, tz=UTC), explicit=False)


def _said_by_delivery(folder: Path) -> datetime | None:
    path = folder / DELIVERY_FILE
    if not path.is_file():
        return None
    try:
        said = datetime.fromisoformat(json.loads(path.read_text("utf-8"))["exported_at"])
    except (ValueError, KeyError, TypeError, OSError) as problem:
        raise UnusableFileError(
            f'{DELIVERY_FILE} beside it is not {{"exported_at": "2025-06-22T18:00:00Z"}}'
        ) from problem
    if said.tzinfo is None:
        raise UnusableFileError(f"exported_at in {DELIVERY_FILE} names no time zone; end it with Z")
    return said.astimezone(UTC).replace(microsecond=0)


def _said_by_folders(folder: Path, root: Path) -> Iterator[datetime]:
    """Yield the moments that the nearest delivery folders are named by, the root included."""
    while folder.is_relative_to(root):
        try:
            if _DAY.fullmatch(folder.name):
                yield _end_of(folder.name)
            elif _MOMENT.fullmatch(folder.name):
                yield datetime.strptime(folder.name, "%Y-%m-%dT%H%M%SZ").replace(tzinfo=UTC)
        except ValueError as problem:
            raise UnusableFileError(
                f"the folder {folder.name} names no date that exists"
            ) from problem
        folder = folder.parent


def _end_of(day: str) -> datetime:
    """Return 23:59:59 UTC of a day."""
    return datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=UTC) + END_OF_DAY


def utc_text(moment: datetime) -> str:
    """Return a moment as the ledger writes it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
