"""Extracts on their way to disk: rows by tool, moment of delivery and file."""

import csv
import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

# the vendor of each tool, and what its source says in the sources file
TOOLS: dict[str, dict[str, Any]] = {
    "website": {"vendor": "ga4", "user_id": "hubspot_contact_id"},
    "marketing": {"vendor": "hubspot"},
    "crm": {"vendor": "salesforce"},
    "webinars": {"vendor": "mapped", "mapping": "webinars.mapping.yml"},
}
MAPPING = {
    "entity": "activities",
    "file": "activities*.csv",
    "columns": {
        "activity_id": "No.",
        "email": "E-mail",
        "occurred_at": "Time (UTC)",
        "activity": "What",
    },
}


def utc(moment: datetime | None) -> str:
    """Return a moment as APIs write it, to the millisecond; an unknown one is blank."""
    return moment.isoformat(timespec="milliseconds") + "Z" if moment else ""


@dataclass
class Deliveries:
    """What each tool delivers, and when."""

    rows: dict[tuple[str, datetime, str], list[dict[str, Any]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def add(self, tool: str, moment: datetime, file: str, row: dict[str, Any]) -> None:
        """Put a row into a tool's file of a moment; the same row twice is one."""
        rows = self.rows[tool, moment, file]
        if row not in rows:
            rows.append(row)

    def write(self, folder: Path, company: str, currency: str) -> Path:
        """Write every file, and the sources file that names the tools; return the latter's path."""
        for (tool, moment, file), rows in self.rows.items():
            path = folder / tool / moment.strftime("%Y-%m-%dT%H%M%SZ") / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_text(file, rows), encoding="utf-8")
        used = [name for name in TOOLS if any(tool == name for tool, _, _ in self.rows)]
        content = {
            "company": company,
            "default_currency": currency,
            "sources": [
                {"name": name, "path": name, "required": True, **TOOLS[name]} for name in used
            ],
        }
        (folder / "webinars.mapping.yml").write_text(yaml.safe_dump(MAPPING), encoding="utf-8")
        path = folder / "sources.yml"
        path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
        return path


def _text(file: str, rows: list[dict[str, Any]]) -> str:
    if file.startswith("events_"):
        return "".join(json.dumps(row) + "\n" for row in rows)
    if file.endswith(".json"):
        return json.dumps({"results": rows}, indent=1)
    lines: list[str] = []
    writer = csv.writer(_Lines(lines), quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(rows[0])
    for row in rows:
        if list(row) != list(rows[0]):
            raise ValueError(f"{file}: two rows with different columns")
        writer.writerow(row.values())
    return "".join(lines)


class _Lines:
    """A list as something that csv can write to."""

    def __init__(self, lines: list[str]) -> None:
        self.write = lines.append
