"""GA4's events as a flattened CSV: one row per event, each parameter a column of its own.

Google exports no such file itself; a query that unnests the export makes it, and everybody's names
the columns a little otherwise. A name counts as the export writes it, a record's fields joined by a
dot or an underscore (`geo.country`, `geo_country`), a parameter by its key. To take another name,
add it to `ALSO`. What has no session id is cut into sessions by `stg_ga4__hits.sql`.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import PurePosixPath

from pipelines.sources.contracts import Column
from pipelines.sources.csv_tables import unused_columns
from pipelines.sources.rows import MANGLED_ID, Rows
from pipelines.sources.strict_csv import open_csv, positions
from pipelines.sources.tables import GA4_EVENTS
from pipelines.sources.vendor import LandedFile

NEEDED = ("event_timestamp", "event_name", "user_pseudo_id")
LAST_CLICK = "session_traffic_source_last_click"
ALSO = {
    "event_date": ("date",),
    "ga_session_id": ("session_id",),
    "ga_session_number": ("session_number",),
    "page_location": ("page_path", "page_url"),
    "analytics_storage": ("privacy_info.analytics_storage",),
    "event_source": ("source",),
    "event_medium": ("medium",),
    "event_campaign": ("campaign",),
    "session_source": (f"{LAST_CLICK}.manual_campaign.source",),
    "session_medium": (f"{LAST_CLICK}.manual_campaign.medium",),
    "session_campaign": (f"{LAST_CLICK}.manual_campaign.campaign_name",),
    "collected_source": ("collected_traffic_source.manual_source",),
    "collected_medium": ("collected_traffic_source.manual_medium",),
    "collected_campaign": ("collected_traffic_source.manual_campaign_name",),
    "gclid": ("collected_traffic_source.gclid",),
    "user_source": ("traffic_source.source",),
    "user_medium": ("traffic_source.medium",),
    "user_campaign": ("traffic_source.name",),
    "default_channel_group": (f"{LAST_CLICK}.cross_channel_campaign.default_channel_group",),
    "device_category": ("device.category",),
    "country": ("geo.country",),
    "hostname": ("device.web_info.hostname",),
}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
WHOLE = re.compile(r"(-?\d{1,18})(?:\.0*)?")
DAY_FORMS = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")


def is_flat(name: str) -> bool:
    """Tell the flattened form by a file's name."""
    return PurePosixPath(name.lower().removesuffix(".gz")).suffix == ".csv"


def read_flat(file: LandedFile) -> Rows:
    """Return a flattened CSV's events; one that lacks its time or its name is rejected.

    Raises:
        UnusableFileError: it is no CSV, or has no column for the event's time, name or browser.
    """
    csv = open_csv(file.path, named_gzip=file.is_named_gzip)
    header = _as_we_name_them(csv.header)
    at, unknown = positions(header, GA4_EVENTS.column_names, NEEDED)
    rows = Rows(tables={GA4_EVENTS.name: []}, read=tuple(at), kept=tuple(unknown))
    others = [(name, header.index(name)) for name in unknown]
    if unknown:
        rows.notes.append(unused_columns(unknown))
    for row in csv.rows:
        rows.delivered += 1
        given = {} if row.problem else {name: row.values[place] for name, place in at.items()}
        try:
            if row.problem:
                raise ValueError(row.problem)
            event = _event(given)
        except ValueError as problem:
            rows.reject(row.line, str(problem), ",".join(row.values))
            continue
        rows.tables[GA4_EVENTS.name].append((row.line, *event))
        rows.keep(row.line, ((name, row.values[place]) for name, place in others))
    return rows


def _as_we_name_them(header: list[str]) -> list[str]:
    """Return the header in the raw table's names; a name that stands there itself goes first."""
    plain = [_plain(name) for name in header]
    ours = list(header)
    for column, others in ALSO.items():
        if column in plain:
            continue
        found = next((plain.index(_plain(o)) for o in others if _plain(o) in plain), None)
        if found is not None:
            ours[found] = column
    return ours


def _plain(name: str) -> str:
    return name.strip().casefold().replace(".", "_")


def _event(given: dict[str, str]) -> list[object]:
    """Return the raw table's values of one row, in its order."""
    for name in ("user_pseudo_id", "ga_session_id"):
        if MANGLED_ID.fullmatch(given.get(name, "").strip()):
            raise ValueError(f"{name} {given[name].strip()} was rounded by a spreadsheet")
    if not given["event_name"].strip():
        raise ValueError("event_name is empty")
    moment = _microseconds(given["event_timestamp"].strip())
    said = given.get("event_date", "").strip()
    given = given | {"event_name": given["event_name"].strip()}
    special = {
        "event_timestamp": moment,
        "event_date": _day(said) if said else (EPOCH + timedelta(microseconds=moment)).date(),
    }
    return [
        special[column.name] if column.name in special else _value(column, given)
        for column in GA4_EVENTS.columns
    ]


def _value(column: Column, given: dict[str, str]) -> object:
    kinds: dict[str, Callable[[str], object]] = {"VARCHAR": str, "BIGINT": _whole}
    text = given.get(column.name) or ""
    return kinds[column.type](text) if text.strip() else None


def _whole(text: str) -> int | None:
    """Return a whole number however a tool wrote it (3, 3.0), else None."""
    found = WHOLE.fullmatch(text.strip())
    return int(found[1]) if found else None


def _microseconds(text: str) -> int:
    """Return an instant in microseconds: as the export writes it, or a date and time in UTC."""
    if re.fullmatch(r"\d{16}", text):
        return int(text)
    try:
        if len(text) < len("2025-01-31 10:00"):
            raise ValueError
        moment = datetime.fromisoformat(text.removesuffix(" UTC"))
    except ValueError as problem:
        raise ValueError(
            "event_timestamp is neither a whole number of microseconds nor a date and time"
        ) from problem
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (moment - EPOCH) // timedelta(microseconds=1)


def _day(text: str) -> date:
    found = DAY_FORMS.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        return date(*map(int, found.groups()))
    except ValueError as problem:
        raise ValueError("event_date is no day written as 20250131") from problem
