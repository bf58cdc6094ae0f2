"""The published file, and nothing else: one version per page run, read-only, locked down.

`warehouse/current` is a link that one atomic swap moves. It is resolved once per run of a page, and
the resolved path is the cache key: DuckDB gives one process the old file again under one name.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import streamlit as st

Row = TypeVar("Row")

SQL_FOLDER = Path(__file__).parent / "sql"
LOCKED: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "autoload_known_extensions": "false",
    "autoinstall_known_extensions": "false",
    "memory_limit": "1GB",
    "threads": "2",
    "lock_configuration": "true",
}


@dataclass(frozen=True)
class FailedCheck:
    """One check that held a run back."""

    check_id: str
    label: str
    observed: str
    expected: str


@dataclass(frozen=True)
class LastRun:
    """What the latest run did, published or not (`warehouse/status.json`)."""

    run_id: str
    state: str
    at: datetime | None
    message: str
    published_run_id: str
    failed_checks: Sequence[FailedCheck] = field(default_factory=tuple)

    @property
    def is_on_hold(self) -> bool:
        """Say whether the newest numbers are not the ones on the page."""
        return self.state not in {"published", "unchanged", ""}


@dataclass(frozen=True)
class Published:
    """One published version of the funnel."""

    path: Path

    def rows(self, name: str, shape: type[Row], **values: object) -> list[Row]:
        """Run `sql/<name>.sql` and return one `shape` per row, columns matched by name."""
        found = _read(str(self.path), name, tuple(sorted(values.items())))
        wanted = [part.name for part in fields(shape)]  # type: ignore[arg-type]
        return [shape(**{name: row[name] for name in wanted}) for row in found]


def home_folder() -> Path:
    """Return the folder everything generated lives in."""
    named = os.environ.get("SMARKETING_HOME", "").strip()
    return Path(named).expanduser() if named else Path(__file__).parent.parent / "data"


def current(home: Path) -> Published | None:
    """Return the version the link points to now, or None where nothing was ever published."""
    link = home / "warehouse" / "current"
    if not link.is_symlink() and not link.exists():
        return None
    return Published((link / "funnel.duckdb").resolve())


def last_run(home: Path) -> LastRun | None:
    """Return what the latest run did, or None where no run has said anything readable."""
    try:
        told = json.loads((home / "warehouse" / "status.json").read_text(encoding="utf-8"))
        return LastRun(
            run_id=str(told.get("run_id") or ""),
            state=str(told.get("state") or ""),
            at=_moment(told.get("at")),
            message=str(told.get("message") or ""),
            published_run_id=str(told.get("published_run_id") or ""),
            failed_checks=tuple(
                FailedCheck(*(_text(check.get(part.name)) for part in fields(FailedCheck)))
                for check in told.get("failed_checks") or ()
            ),
        )
    except (OSError, ValueError, TypeError, AttributeError):
        return None


def _moment(value: object) -> datetime | None:
    """Read an ISO moment as UTC."""
    if not value:
        return None
    moment = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _text(value: object) -> str:
    return "" if value is None else str(value)


@cache
def _sql(name: str) -> str:
    return (SQL_FOLDER / f"{name}.sql").read_text(encoding="utf-8")


@st.cache_resource(
    max_entries=3, show_spinner=False, on_release=lambda connection: connection.close()
)
def _connection(path: str) -> duckdb.DuckDBPyConnection:
    """Open one published version; the path holds its run id, so it never means another file."""
    return duckdb.connect(path, read_only=True, config=LOCKED)


@st.cache_data(max_entries=512, show_spinner=False)
def _read(path: str, name: str, values: tuple[tuple[str, Any], ...]) -> list[dict[str, Any]]:
    """Run one named query on its own cursor; a published version never changes, so no expiry."""
    with _connection(path).cursor() as cursor:
        answer = cursor.execute(_sql(name), dict(values))
        names = [column[0] for column in answer.description or ()]
        return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
