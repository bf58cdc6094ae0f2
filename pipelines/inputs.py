"""What a run works from: sources, agreement, annexes, code and as-of, and their fingerprint.

The same fingerprint means the same numbers, so a run whose fingerprint is published has no work.
To make another input count, add it to `fingerprint_of`.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from expectations import annexes as annex_files
from expectations import loader
from expectations.annexes import Annexes, load_annexes, require_annexes
from expectations.loader import load_agreements
from expectations.schema import Agreement
from expectations.signatures import require_signed
from pipelines.home import Home, project_root
from pipelines.sources.config import SourcesConfig, load_sources
from pipelines.sources.landing import fingerprint

# what makes numbers; the compiled agreement and the example's extracts have their own digests
CODE = (
    ("dbt_project/models", {".sql", ".yml"}),
    ("dbt_project/macros", {".sql"}),
    ("dbt_project", {".yml"}),
    ("pipelines", {".py"}),
    ("expectations", {".py"}),
)


@dataclass(frozen=True)
class Request:
    """What somebody asked for: a sources file, a folder of agreements, a moment (or the usual)."""

    sources: Path
    agreements: Path | None = None
    as_of: datetime | None = None

    @classmethod
    def of_example(cls) -> "Request":
        """Ask for the example company under the agreement that ships with the project."""
        return cls(project_root() / "pipelines" / "sources.yml")


@dataclass(frozen=True)
class Inputs:
    """The documents of a run, read strictly and signed."""

    config: SourcesConfig
    agreements: list[Agreement]
    annexes: Annexes
    as_of: datetime | None


def read_inputs(request: Request) -> Inputs:
    """Read every document that a request names.

    Raises:
        BadInputError: naming file and line, or the version that is not signed as it stands.
    """
    config = load_sources(request.sources)
    agreements = load_agreements(request.agreements or loader.default_folder())
    require_signed(agreements)
    folder = annex_files.default_folder()
    if request.agreements is not None:
        folder = annex_files.folder_of(request.agreements)
    annexes = load_annexes(folder)
    require_annexes(agreements, annexes)
    return Inputs(config, agreements, annexes, request.as_of)


def fingerprint_of(home: Home, inputs: Inputs) -> str:
    """Return a digest of everything that the numbers depend on; the sources have landed."""
    content = [
        fingerprint(inputs.config, home),
        inputs.config.company,
        [agreement.model_dump_json() for agreement in inputs.agreements],
        inputs.annexes.digest(),
        code_version(),
        inputs.as_of.isoformat() if inputs.as_of else None,
        hashlib.sha256(home.key_file.read_bytes()).hexdigest(),
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


@cache
def code_version() -> str:
    """Return 12 hex digits that name the code that makes numbers, and the lock file."""
    digest = hashlib.sha256()
    for path in _code_files():
        digest.update(path.relative_to(project_root()).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


def _code_files() -> Iterator[Path]:
    root = project_root()
    for folder, suffixes in CODE:
        deep = folder != "dbt_project"
        found = (root / folder).rglob("*") if deep else (root / folder).glob("*")
        yield from sorted(path for path in found if path.suffix in suffixes and path.is_file())
    yield root / "requirements.lock"
