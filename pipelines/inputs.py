"""What a run works from: sources, agreement, annexes, code and as-of, and their fingerprint.

The same fingerprint means the same numbers, so a run whose fingerprint is published has no work.
To make another input count, add it to `fingerprint_of`.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from expectations import annexes as annex_files
from expectations import loader
from expectations.annexes import Annexes, load_annexes, require_annexes
from expectations.errors import BadInputError
from expectations.loader import load_agreements
from expectations.schema import Agreement
from expectations.signatures import require_signed
from pipelines.home import Home, project_root
from pipelines.sources.config import SourcesConfig, load_sources
from pipelines.sources.landing import fingerprint

# what makes numbers; the compiled agreement and the extracts have their own digests
CODE = (
    ("dbt_project/models", {".sql", ".yml"}),
    ("dbt_project/macros", {".sql"}),
    ("dbt_project", {".yml"}),
    ("pipelines", {".py"}),
    ("expectations", {".py"}),
)

DEMO_SOURCES = Path(__file__).resolve().parent / "sources.yml"


@dataclass(frozen=True)
class Request:
    """What somebody asked for: a sources file, a folder of agreements, a moment or one version."""

    sources: Path
    agreements: Path | None = None
    as_of: str | None = None
    under_version: str | None = None

    @classmethod
    def from_environment(cls) -> "Request":
        """Ask for what SMARKETING_SOURCES and SMARKETING_AGREEMENTS name, else for the demo."""
        sources = os.environ.get("SMARKETING_SOURCES", "").strip()
        agreements = os.environ.get("SMARKETING_AGREEMENTS", "").strip()
        return cls(
            Path(sources) if sources else DEMO_SOURCES,
            Path(agreements) if agreements else None,
        )

    @classmethod
    def of_demo(cls) -> "Request":
        """Ask for the played company under the agreement that ships with the project."""
        return cls(DEMO_SOURCES)

    @property
    def is_of_demo(self) -> bool:
        """Say whether the extracts are the demo company's, which are played where none lie yet."""
        return self.sources.resolve() == DEMO_SOURCES


@dataclass(frozen=True)
class Inputs:
    """The documents of a run, read strictly and signed."""

    config: SourcesConfig
    agreements: list[Agreement]
    annexes: Annexes
    as_of: datetime | None


def read_inputs(request: Request, home: Home | None = None) -> Inputs:
    """Read every document that a request names, for a home or the one the environment names.

    Raises:
        BadInputError: naming file and line, or the version that is not signed as it stands.
    """
    config = load_sources(request.sources, home)
    signed = request.agreements or loader.default_folder()
    agreements = load_agreements(signed)
    require_signed(agreements, signed)
    folder = annex_files.default_folder()
    if request.agreements is not None:
        folder = annex_files.folder_of(request.agreements)
    annexes = load_annexes(folder)
    require_annexes(agreements, annexes)
    as_of = None
    if request.as_of is not None:
        as_of = read_moment(request.as_of, ZoneInfo(agreements[-1].time_zone))
    return Inputs(config, agreements, annexes, as_of)


def read_moment(text: str, zone: ZoneInfo) -> datetime:
    """Return the moment that a text names, in UTC: a day means its end, no zone the agreement's.

    Raises:
        BadInputError: the text is no day and no moment, or lies in the future.
    """
    try:
        if len(text.strip()) == len("2025-06-30"):
            day = date.fromisoformat(text.strip()) + timedelta(days=1)
            moment = datetime.combine(day, time(), zone)
        else:
            moment = datetime.fromisoformat(text.strip())
            moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    except ValueError:
        raise BadInputError(
            f"--as-of {text}: this is no day and no moment. Nothing was changed. Write a day such"
            " as 2025-03-31 (its end is meant) or a moment such as 2025-03-31T18:00."
        ) from None
    if moment > datetime.now(UTC):
        raise BadInputError(
            f"--as-of {text}: this lies in the future, which no extract can know. Nothing was"
            " changed. Name a day that has ended."
        )
    return moment.astimezone(UTC)


def fingerprint_of(home: Home, inputs: Inputs) -> str:
    """Return a digest of everything that the numbers depend on; the sources have landed."""
    content = [
        fingerprint(inputs.config, home),
        inputs.config.company,
        terms_of(inputs),
        inputs.annexes.readers_digest(),
        inputs.as_of.isoformat() if inputs.as_of else None,
        hashlib.sha256(home.key_file.read_bytes()).hexdigest(),
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def terms_of(inputs: Inputs) -> str:
    """Return a digest of what turns deliveries into numbers: agreement, annexes and code."""
    content = [
        [agreement.model_dump_json() for agreement in inputs.agreements],
        inputs.annexes.digest(),
        code_version(),
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
