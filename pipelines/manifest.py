"""What is published, and whether it is whole: the manifest beside each published run's files."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pipelines.home import Home
from pipelines.status import write_json

FUNNEL, PEOPLE, MANIFEST = "funnel.duckdb", "people.duckdb", "manifest.json"


@dataclass(frozen=True)
class Manifest:
    """One published run. `files` holds SHA-256 by name, `tables` rows and content of each table.

    `terms` names the agreement, annexes and code that made its numbers of what was delivered.
    """

    run_id: str
    fingerprint: str
    parent_run_id: str | None
    published_at: str
    as_of: str
    agreement_version: str
    files: dict[str, str] = field(default_factory=dict)
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    data_through: str = ""
    terms: str = ""

    def write(self, folder: Path) -> None:
        """Write the manifest into its run's folder."""
        write_json(folder / MANIFEST, asdict(self))
        (folder / MANIFEST).chmod(0o440)

    def rows_of(self, file: str) -> int:
        """Return how many rows a published file holds in all its tables."""
        return sum(table["rows"] for table in self.tables[file].values())

    @property
    def month(self) -> str:
        """The month of the last day that the run knew, such as 2025-06."""
        return (self.data_through or self.published_at)[:7]


def read_manifest(folder: Path) -> Manifest | None:
    """Return a run's manifest, or None where there is none that can be read."""
    try:
        return Manifest(**json.loads((folder / MANIFEST).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def whole_manifest(folder: Path) -> Manifest | None:
    """Return a run's manifest if every file that it names is there, byte for byte."""
    manifest = read_manifest(folder)
    for name, sha256 in (manifest.files if manifest else {}).items():
        path = folder / name
        if not path.is_file() or sha256_of(path) != sha256:
            return None
    return manifest


def published_run_id(home: Home) -> str | None:
    """Return the run that the link points to, or None before the first publication."""
    try:
        return home.current.readlink().name
    except OSError:
        return None


def published_manifest(home: Home) -> Manifest | None:
    """Return the manifest of the published run if every file of it is there, byte for byte."""
    manifest = whole_manifest(home.current)
    if manifest is None or manifest.run_id != published_run_id(home):
        return None
    fixed = {home.published: FUNNEL, home.people: PEOPLE}
    if any(not link.exists() or not link.samefile(home.current / fixed[link]) for link in fixed):
        return None
    return manifest


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
