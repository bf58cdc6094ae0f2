"""A company whose tools deliver whatever a test writes, and its landing and raw tables."""

import gzip
import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import yaml

from pipelines import raw
from pipelines.home import Home
from pipelines.sources.config import SourcesConfig, load_sources
from pipelines.sources.landing import LandingReport, fingerprint, land
from pipelines.sources.ledger import Ledger, LedgerEntry

LEAD_HEADER = "Id,Email,Status,CreatedDate"
DAY = "2025-01-06"
EVENTS = f"events_{DAY.replace('-', '')}.json"


class Company:
    """One sources file, its folders, a home, and a work database in memory."""

    def __init__(self, root: Path, **sources: dict[str, Any]) -> None:
        """Configure sources by name; each folder is made, empty."""
        self.root = root
        self.home = Home(root / "home")
        self.told: list[str] = []
        self.connection = duckdb.connect(":memory:")
        listed = []
        for name, settings in sources.items():
            (root / name).mkdir(parents=True)
            listed.append({"name": name, "path": name, **settings})
        self.file = root / "sources.yml"
        content = {"company": "Test", "default_currency": "EUR", "sources": listed}
        self.file.write_text(yaml.safe_dump(content), "utf-8")

    @property
    def config(self) -> SourcesConfig:
        """The sources file as it stands."""
        return load_sources(self.file)

    def deliver(self, name: str, content: str | bytes, at: float | None = None) -> Path:
        """Write one file, by its path within the company; `at` is its time of change."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        if at is not None:
            os.utime(path, (at, at))
        return path

    def land(self) -> LandingReport:
        """Land what is there."""
        return land(self.config, self.home, self.told.append)

    def load(self, as_of: datetime | None = None, time_zone: str = "UTC") -> raw.RawReport:
        """Load what has landed."""
        return raw.load(self.connection, self.home, as_of, self.told.append, time_zone)

    def run(self) -> None:
        """Land and load."""
        self.land()
        self.load()

    def ledger(self) -> list[LedgerEntry]:
        """The ledger's lines."""
        return Ledger(self.home.landing).read()

    def fingerprint(self) -> str:
        """What a run would load."""
        return fingerprint(self.config, self.home)

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        return self.connection.execute(sql).fetchall()


def event(name: str = "page_view", client: str | None = "c.1", at: int = 1, **more: Any) -> dict:
    """One GA4 event as BigQuery exports it to JSON: whole numbers are text."""
    params = more.pop(
        "params", {"ga_session_id": 1736150400, "page_location": "https://x.example/"}
    )
    found = {
        "event_date": more.pop("event_date", "20250106"),
        "event_timestamp": str(1_736_150_400_000_000 + at),
        "event_name": name,
        "event_params": [param(key, value) for key, value in params.items()],
        "privacy_info": {"analytics_storage": "Yes" if client else "No"},
        **more,
    }
    if client is not None:
        found["user_pseudo_id"] = client
    return found


def param(key: str, value: object) -> dict:
    """One event parameter."""
    if isinstance(value, int):
        return {"key": key, "value": {"int_value": str(value)}}
    return {"key": key, "value": {"string_value": value}}


def lines(*events: object) -> str:
    """Newline-delimited JSON."""
    return "".join(json.dumps(item) + "\n" for item in events)


def packed(text: str) -> bytes:
    """A gzip of a text, the same bytes each time."""
    return gzip.compress(text.encode(), mtime=0)


def leads(*rows: str, header: str = LEAD_HEADER) -> str:
    """A Lead.csv."""
    return "\n".join((header, *rows)) + "\n"


def lead(number: int, status: str = "New") -> str:
    """One row of a Lead.csv."""
    return f"00Q0000000000{number:02d},p{number}@x.example,{status},2025-01-01 10:00:00"
