"""GA4's newline JSON, read through before it is loaded: is it whole, which columns, which rows.

Every line is looked at, and besides the first thousand only those are parsed that do not look as
Google writes them: parsing all would take as long as loading them does.
"""

import json
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from pipelines.sources.content import open_bytes
from pipelines.sources.extracts import UnusableFileError
from pipelines.sources.ga4_relations import MAX_LINE
from pipelines.sources.ga4_sql import NEEDED, NEVER_EMPTY, SHAPE, unread
from pipelines.sources.rows import losses
from pipelines.sources.strict_csv import likely_rename, missing_columns
from pipelines.sources.vendor import Inspection

LOOKED_AT = 1000
_USUAL = tuple(
    re.compile(pattern)
    for pattern in (
        rb'"event_date"\s*:\s*"\d{8}"',
        rb'"event_timestamp"\s*:\s*"?\d+\b',
        rb'"event_name"\s*:\s*"[^"\s]',
        rb"\}\s*\Z",
    )
)


def inspect_lines(path: Path, named_gzip: bool) -> Inspection:
    """Read to the end, which verifies the gzip, and count the events and those without use."""
    count, last, consented = 0, b"\n", False
    rejected, first = 0, None
    keys: dict[str, None] = {}
    with open_bytes(path, named_gzip) as file:
        for line in file:
            if len(line) > MAX_LINE:
                raise UnusableFileError(f"event {count + 1} is larger than {MAX_LINE} bytes")
            if not line.strip():
                continue
            count, last = count + 1, line
            if count == 1 and line.lstrip(b"\xef\xbb\xbf \t").startswith(b"["):
                raise UnusableFileError("it is one JSON array; export newline-delimited JSON")
            if count > LOOKED_AT and all(pattern.search(line) for pattern in _USUAL):
                continue
            event = _object(line)
            if not _is_usable(event):
                rejected, first = rejected + 1, first or count
            if count <= LOOKED_AT:
                keys.update(dict.fromkeys(event or ()))
                consented = consented or _is_consented(event)
    if count == 0:
        raise UnusableFileError("the file holds no event at all; the export was cut off")
    if not last.endswith(b"\n") and _object(last) is None:
        raise UnusableFileError("the last line is half an event; the export was cut off")
    require_needed(list(keys), ("user_pseudo_id",) if consented else ())
    return Inspection(
        count,
        losses(count, rejected, first),
        rejected,
        first,
        read=tuple(name for name in keys if name in SHAPE),
        kept=unread(keys),
        is_sparse=True,
    )


def require_needed(keys: Sequence[str], also: Sequence[str] = ()) -> None:
    """Hold a file whose events lack what every event has; BigQuery leaves out only empty fields.

    Raises:
        UnusableFileError: naming what is missing, each with its likely new name.
    """
    unknown = sorted(unread(keys))
    missing = [name for name in (*NEEDED, *also) if name not in keys]
    if "user_pseudo_id" not in {*keys, *missing} and likely_rename("user_pseudo_id", unknown):
        missing.append("user_pseudo_id")
    if missing:
        raise UnusableFileError(missing_columns(missing, unknown))


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        event = json.loads(line)
    except ValueError:
        return None
    return event if isinstance(event, dict) else None


def _is_consented(event: dict[str, Any] | None) -> bool:
    privacy = (event or {}).get("privacy_info")
    return isinstance(privacy, dict) and privacy.get("analytics_storage") == "Yes"


def _is_usable(event: dict[str, Any] | None) -> bool:
    """Tell what the loading statement will, of the three fields it asks."""
    day, moment, name = (str((event or {}).get(field) or "") for field in NEVER_EMPTY)
    try:
        datetime.strptime(day, "%Y-%m-%d" if "-" in day else "%Y%m%d")
        int(moment)
    except ValueError:
        return False
    return bool(name.strip())
