"""The example company's extracts, read by plain code that shares nothing with the pipeline.

Every function reads the vendor's files with `csv` and `json`; where a record came more than once
the newest delivery counts.
"""

import csv
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "company"


def salesforce(table: str) -> dict[str, dict[str, str]]:
    """Return the newest version of every record of a Salesforce object, by its id."""
    records: dict[str, dict[str, str]] = {}
    for delivery in sorted((FOLDER / "salesforce").iterdir()):
        with (delivery / f"{table}.csv").open(newline="", encoding="utf-8") as file:
            records.update({row["Id"]: row for row in csv.DictReader(file)})
    return records


def won_deals() -> dict[str, tuple[int, Decimal]]:
    """Return count and amount of the won opportunities, by currency."""
    sums: dict[str, tuple[int, Decimal]] = {}
    for deal in salesforce("Opportunity").values():
        if deal["IsWon"] == "1":
            count, amount = sums.get(deal["CurrencyIsoCode"], (0, Decimal(0)))
            sums[deal["CurrencyIsoCode"]] = (count + 1, amount + Decimal(deal["Amount"]))
    return sums


def web_events() -> Iterator[dict[str, object]]:
    """Yield every GA4 event."""
    for day in sorted((FOLDER / "ga4").glob("events_*.json")):
        for line in day.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


def web_sessions() -> set[tuple[str, str]]:
    """Return the web sessions: client and ga_session_id."""
    sessions = set()
    for event in web_events():
        for parameter in event["event_params"]:
            if parameter["key"] == "ga_session_id" and event.get("user_pseudo_id"):
                sessions.add((event["user_pseudo_id"], parameter["value"]["int_value"]))
    return sessions


def hits_without_consent() -> int:
    """Return how many hits came without a client, consent being denied."""
    return sum(
        event["privacy_info"]["analytics_storage"] == "No" and "user_pseudo_id" not in event
        for event in web_events()
    )


def form_submissions() -> list[dict[str, str]]:
    """Return every form submission, once."""
    submissions: dict[str, dict[str, str]] = {}
    for file in sorted((FOLDER / "hubspot").glob("*/form_submissions.csv")):
        with file.open(newline="", encoding="utf-8") as text:
            submissions.update({row["conversion_id"]: row for row in csv.DictReader(text)})
    return list(submissions.values())


def hubspot_contacts() -> dict[str, dict[str, object]]:
    """Return the newest version of every HubSpot contact, by its id."""
    contacts: dict[str, dict[str, object]] = {}
    for file in sorted((FOLDER / "hubspot").glob("*/contacts.json")):
        for contact in json.loads(file.read_text(encoding="utf-8"))["results"]:
            contacts[contact["id"]] = contact
    return contacts


def rows_of_every_file() -> dict[tuple[str, str], int]:
    """Return how many data rows each CSV and NDJSON file holds, by vendor and path."""
    rows: dict[tuple[str, str], int] = {}
    for path in sorted(FOLDER.rglob("*")):
        vendor, name = path.relative_to(FOLDER).parts[0], path.relative_to(FOLDER).as_posix()
        if path.suffix == ".csv":
            with path.open(newline="", encoding="utf-8") as file:
                rows[vendor, name] = sum(1 for _ in csv.reader(file)) - 1
        elif path.name.startswith("events_"):
            rows[vendor, name] = len(path.read_text(encoding="utf-8").splitlines())
        elif path.name == "contacts.json":
            rows[vendor, name] = len(json.loads(path.read_text(encoding="utf-8"))["results"])
    return rows
