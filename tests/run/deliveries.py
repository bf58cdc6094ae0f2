"""A company's deliveries, handed over one after the other as its tools exported them."""

import json
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

from pipelines.inputs import Request

_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{6}Z")
_DAY = re.compile(r"events_(\d{8})\.")
TOOLS = ("ga4", "hubspot", "marketo", "salesforce", "webinars")


def moment(text: str) -> datetime:
    """Return a moment from its text in UTC, such as 2025-05-31T20:30."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def exported_at(path: Path) -> datetime | None:
    """Return when a file was exported, as its folder, its delivery or its day says."""
    folder = next((part for part in path.parts if _MOMENT.fullmatch(part)), None)
    if folder is not None:
        return datetime.strptime(folder, "%Y-%m-%dT%H%M%SZ").replace(tzinfo=UTC)
    said = path.parent / "_delivery.json"
    if said.exists():
        return datetime.fromisoformat(json.loads(said.read_text())["exported_at"])
    day = _DAY.search(path.name)
    if day is not None:
        return datetime.strptime(day[1] + "235959", "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    return None


class Deliveries:
    """A company whose extracts arrive bit by bit in a folder of its own."""

    def __init__(self, company: Path, folder: Path) -> None:
        """Copy what is no extract; nothing is delivered yet."""
        self.company, self.folder = company, folder
        shutil.copytree(company, folder, ignore=shutil.ignore_patterns(*TOOLS, "truth"))
        for tool in TOOLS:
            if (company / tool).exists():
                (folder / tool).mkdir()
        agreements = folder / "agreements"
        self.request = Request(folder / "sources.yml", agreements if agreements.exists() else None)

    def deliver(self, until: datetime) -> None:
        """Hand over whatever was exported by a moment."""
        for path in sorted(self.company.rglob("*")):
            at = exported_at(path) if path.is_file() else None
            if at is not None and at <= until:
                arrived = self.folder / path.relative_to(self.company)
                arrived.parent.mkdir(parents=True, exist_ok=True)
                if not arrived.exists():
                    shutil.copy2(path, arrived)
