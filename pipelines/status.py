"""How the last run ended, for the pages: one small file, replaced in one step."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipelines.home import Home
from pipelines.sources.ledger import sync_folder

PUBLISHED, UNCHANGED, HELD, REFUSED, FAILED = (
    "published",
    "unchanged",
    "held",
    "refused",
    "failed",
)


@dataclass(frozen=True)
class FailedCheck:
    """A check that held the numbers back, in words for the pages."""

    check_id: str
    label: str
    observed: str
    expected: str


def write_status(
    home: Home,
    run_id: str,
    state: str,
    message: str,
    published_run_id: str | None,
    failed_checks: Sequence[FailedCheck] = (),
) -> None:
    """Say how a run ended: published, unchanged, held (a check), refused (input) or failed."""
    told = {
        "run_id": run_id,
        "state": state,
        "at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "message": message,
        "failed_checks": [asdict(check) for check in failed_checks],
        "published_run_id": published_run_id or "",
    }
    write_json(home.status, told)


def write_json(path: Path, content: Any) -> None:
    """Replace a JSON file in one step; it is on the disk when this returns."""
    unfinished = path.with_name(path.name + ".unfinished")
    with unfinished.open("w", encoding="utf-8") as file:
        json.dump(content, file, indent=1, ensure_ascii=False, default=str)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    unfinished.chmod(0o600)
    unfinished.replace(path)
    sync_folder(path.parent)
