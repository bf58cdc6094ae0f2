"""What landing remembers between runs: how each source stands, and which files it has seen.

Both files can be deleted at any time; the next landing makes them anew.
"""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pipelines.sources.config import SourceConfig, SourcesConfig
from pipelines.sources.extracts import Extract
from pipelines.sources.mapping import Mapping

READY, MISSING, HELD = "ready", "missing", "held"
# a file changed this shortly before it was read may change again under the same stamp
SETTLED_AFTER_NS = 2_000_000_000


@dataclass(frozen=True)
class SourceState:
    """A configured source as the last landing found it. `held_since` bars what landed from then."""

    name: str
    vendor: str
    required: bool
    stale_after_hours: int
    default_currency: str
    user_id_kind: str | None
    status: str
    message: str | None
    held_since: str | None
    mappings: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def of(
        cls,
        config: SourcesConfig,
        source: SourceConfig,
        status: str,
        message: str | None,
        held_since: str | None,
    ) -> "SourceState":
        """Return the state of a source as configured."""
        return cls(
            name=source.name,
            vendor=source.vendor,
            required=source.required,
            stale_after_hours=source.stale_after_hours,
            default_currency=config.default_currency,
            user_id_kind=(source.user_id or "email") if source.vendor == "ga4" else None,
            status=status,
            message=message,
            held_since=held_since,
            mappings=[mapping.model_dump() for mapping in source.mappings],
        )

    def read_mappings(self) -> tuple[Mapping, ...]:
        """Return the mappings that the source's files are read by."""
        return tuple(Mapping.model_validate(mapping) for mapping in self.mappings)


def read_states(landing: Path) -> dict[str, SourceState]:
    """Return how each source stood after the last landing, in the order of the sources file."""
    content = _read(landing / "sources.json", [])
    return {item["name"]: SourceState(**item) for item in content}


def write_states(landing: Path, states: list[SourceState]) -> None:
    """Remember how each source stands."""
    _write(landing / "sources.json", [asdict(state) for state in states])


class SeenFiles:
    """The content of files whose stamp has not changed, so that they need not be read again."""

    def __init__(self, landing: Path) -> None:
        """Read what earlier landings saw."""
        self.path = landing / "seen.json"
        content = _read(self.path, {})
        self.known: dict[str, dict[str, Any]] = content if isinstance(content, dict) else {}
        self.kept: dict[str, dict[str, Any]] = {}

    def lookup(self, extract: Extract, reader: str) -> list[dict[str, Any]] | None:
        """Return what a file was found to hold, if it is surely unchanged."""
        item = self.known.get(str(extract.path))
        if item is None or item["stamp"] != extract.stamp or item["reader"] != reader:
            return None
        self.kept[str(extract.path)] = item
        return list(item["contents"])

    def remember(
        self, extract: Extract, reader: str, contents: list[dict[str, Any]], read_at_ns: int
    ) -> None:
        """Keep what a file was found to hold, unless it was changed only just before."""
        changed_at = max(extract.mtime_ns, extract.ctime_ns)
        if read_at_ns - changed_at >= SETTLED_AFTER_NS:
            self.kept[str(extract.path)] = {
                "stamp": extract.stamp,
                "reader": reader,
                "contents": contents,
            }

    def save(self) -> None:
        """Write down what was seen; what is gone is forgotten."""
        if self.kept != self.known:
            _write(self.path, self.kept)


def _read(path: Path, default: Any) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return default


def _write(path: Path, content: Any) -> None:
    """Replace a file in one step."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", "utf-8")
    unfinished.replace(path)
