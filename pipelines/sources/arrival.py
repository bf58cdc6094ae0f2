"""From files found in a folder to deliveries: bytes copied into landing, verified and counted."""

import hashlib
import os
import shutil
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from pipelines.pacing import NowAndThen
from pipelines.sources.config import SourceConfig
from pipelines.sources.content import BLOCK, MAX_UNPACKED_RATIO
from pipelines.sources.extracts import (
    DELIVERY_FILE,
    Extract,
    Folder,
    UnusableFileError,
    exported_at,
    utc_text,
)
from pipelines.sources.ledger import Ledger
from pipelines.sources.state import SeenFiles
from pipelines.sources.vendor import Inspection, LandedFile, PassedOver, Recognised
from pipelines.sources.vendors import vendor_of

# raise it when more is to be known of a file than what `seen.json` holds
SEEN_FORM = 2
SHOWS_PROGRESS_FROM = 20_000_000
LOOKS_LIKE_DATA = {".csv", ".tsv", ".json", ".ndjson", ".parquet", ".gz", ".zip", ".xlsx"}


@dataclass(frozen=True)
class Delivery:
    """One file, or one member of a zip, as it came in; `reason` says why it cannot be used."""

    name: str
    table: str
    day: str
    part: int | None
    exported_at: str
    explicit: bool
    replaces_day: bool
    sha256: str
    size: int
    rows: int
    reason: str | None
    rejected: int = 0
    first_rejected: int | None = None
    read: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    is_sparse: bool = False


class StillWritingError(Exception):
    """A file changed while it was copied."""


def arrivals(
    source: SourceConfig,
    folder: Folder,
    ledger: Ledger,
    seen: SeenFiles,
    progress: Callable[[str], None],
) -> tuple[list[Delivery], list[str], list[str]]:
    """Return what a folder delivers, what is wrong with it, and what is worth a note."""
    vendor = vendor_of(source.vendor, source.mappings)
    deliveries: list[Delivery] = []
    faults: list[str] = []
    notes: list[str] = []
    terms = [mapping.model_dump_json() for mapping in source.mappings]
    reader = f"{vendor.name} {vendor.version} {terms} {SEEN_FORM}"
    how_far = NowAndThen(progress)
    for number, extract in enumerate(folder.extracts):
        how_far(f"{source.name}: {number} of {len(folder.extracts)} files read")
        if PurePosixPath(extract.name).name == DELIVERY_FILE:
            continue
        what = vendor.recognise(extract.name)
        if isinstance(what, PassedOver):
            notes.append(f"{extract.name}: {what.note}")
            continue
        is_zip = what is None and source.vendor == "salesforce" and extract.name.endswith(".zip")
        if what is None and not is_zip:
            if PurePosixPath(extract.name).suffix.lower() in LOOKS_LIKE_DATA:
                notes.append(f"{extract.name}: no extract of {source.vendor} by its name")
            continue
        day = what.day if what else None
        try:
            exported = exported_at(extract, source.folder, day)
        except UnusableFileError as problem:
            faults.append(f"{extract.name}: {problem}")
            continue
        contents = seen.lookup(extract, reader)
        if contents is None or not all(ledger.bytes_of(c["sha256"]).exists() for c in contents):
            if extract.size >= SHOWS_PROGRESS_FROM:
                progress(f"{source.name}: reading {extract.name} ({extract.size >> 20} MB)")
            read_at = time.time_ns()
            try:
                contents = list(_examine(source, extract, what, ledger))
            except StillWritingError:
                notes.append(f"{extract.name}: still being written; left for the next run")
                continue
            if all(content["reason"] is None for content in contents):
                seen.remember(extract, reader, contents, read_at)
        for content in contents:
            notes += [f"{content['name']}: {note}" for note in content["notes"]]
            deliveries.append(
                Delivery(
                    name=content["name"],
                    table=content["table"],
                    day=content["day"] or utc_text(exported.at)[:10],
                    part=content["part"],
                    exported_at=utc_text(exported.at),
                    explicit=exported.explicit,
                    replaces_day=vendor.replaces_day and content["day"] is not None,
                    sha256=content["sha256"],
                    size=content["size"],
                    rows=content["rows"],
                    reason=content["reason"],
                    rejected=content["rejected"],
                    first_rejected=content["first_rejected"],
                    read=tuple(content["read"]),
                    kept=tuple(content["kept"]),
                    is_sparse=content["is_sparse"],
                )
            )
    return deliveries, faults, notes


def _examine(
    source: SourceConfig, extract: Extract, what: Recognised | None, ledger: Ledger
) -> Iterator[dict[str, Any]]:
    """Copy a file's bytes, or each member's of a zip, into landing and read them through."""
    if what is not None:
        with _opened(extract.path) as file:
            sha256, size = _keep(file, ledger)
        _unchanged(extract)
        yield _content(source, extract.name, what, ledger, sha256, size)
        return
    try:
        yield from _examine_zip(source, extract, ledger)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, UnusableFileError) as problem:
        with _opened(extract.path) as file:
            sha256, size = _keep(file, ledger)
        _unchanged(extract)
        reason = f"the zip is damaged or cut off ({problem}); transfer it again"
        archive = Recognised("archive")
        yield _content(source, extract.name, archive, ledger, sha256, size, reason)


def _examine_zip(
    source: SourceConfig, extract: Extract, ledger: Ledger
) -> Iterator[dict[str, Any]]:
    vendor = vendor_of(source.vendor, source.mappings)
    found = []
    with zipfile.ZipFile(extract.path) as archive:
        for member in sorted(archive.infolist(), key=lambda item: item.filename):
            name = PurePosixPath(member.filename.replace("\\", "/")).name
            what = vendor.recognise(name)
            if member.is_dir() or not isinstance(what, Recognised):
                continue
            if member.file_size > max(member.compress_size, BLOCK) * MAX_UNPACKED_RATIO:
                raise UnusableFileError(f"{name} unpacks to more than {MAX_UNPACKED_RATIO} times")
            with archive.open(member) as file:
                sha256, size = _keep(file, ledger)
            found.append((f"{extract.name}/{name}", what, sha256, size))
    _unchanged(extract)
    if not found:
        raise UnusableFileError(f"it holds no extract of {source.vendor}")
    for name, what, sha256, size in found:
        yield _content(source, name, what, ledger, sha256, size)


def _content(
    source: SourceConfig,
    name: str,
    what: Recognised,
    ledger: Ledger,
    sha256: str,
    size: int,
    reason: str | None = None,
) -> dict[str, Any]:
    found = Inspection(0)
    if reason is None:
        try:
            found = vendor_of(source.vendor, source.mappings).inspect(
                LandedFile(ledger.bytes_of(sha256), name, what.table)
            )
        except UnusableFileError as problem:
            reason = str(problem)
    return {
        "name": name,
        "table": what.table,
        "day": what.day,
        "part": what.part,
        "sha256": sha256,
        "size": size,
        **asdict(found),
        "reason": reason,
    }


def _opened(path: Path) -> BinaryIO:
    """Open a file that was found inside its folder, and not what a link may name by now."""
    return os.fdopen(os.open(path.resolve(), os.O_RDONLY | os.O_NOFOLLOW), "rb")


def _unchanged(extract: Extract) -> None:
    facts = extract.path.stat()
    if [facts.st_size, facts.st_mtime_ns] != extract.stamp[:2]:
        raise StillWritingError


def _keep(file: Any, ledger: Ledger) -> tuple[str, int]:
    """Copy bytes into landing under their digest, on the disk when this returns.

    That they bear this name is put there before the ledger says so.
    """
    unfinished = ledger.landing / "files" / "unfinished"
    unfinished.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=unfinished, delete=False) as copy:
        try:
            while block := file.read(BLOCK):
                digest.update(block)
                size += len(block)
                copy.write(block)
            copy.flush()
            os.fsync(copy.fileno())
        except BaseException:
            Path(copy.name).unlink()
            raise
    target = ledger.bytes_of(digest.hexdigest())
    if target.exists():
        Path(copy.name).unlink()
    else:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.move(copy.name, target)
        target.chmod(0o400)
    return digest.hexdigest(), size
