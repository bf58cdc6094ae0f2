"""Which records of the example are one person, by plain code: a union of what is equal."""

import csv
from collections.abc import Iterator

from tests.example import extracts

ROLES = {"info"}


def _edges() -> Iterator[tuple[str, str]]:
    """Yield pairs of a record and another record, or its own address, that are one person."""
    for identifier, contact in extracts.hubspot_contacts().items():
        about = contact["properties"]
        yield f"hubspot {identifier}", _address(about["email"]) or f"hubspot {identifier}"
        for link in ("salesforceleadid", "salesforcecontactid"):
            if about.get(link):
                yield f"hubspot {identifier}", f"crm {about[link]}"
    for table in ("Lead", "Contact"):
        for identifier, record in extracts.salesforce(table).items():
            yield f"crm {identifier}", _address(record["Email"]) or f"crm {identifier}"
            for link in ("MasterRecordId", "ConvertedContactId"):
                if record.get(link):
                    yield f"crm {identifier}", f"crm {record[link]}"
    with (extracts.FOLDER / "webinars" / "attendance.csv").open(encoding="utf-8") as text:
        for row in csv.DictReader(text, delimiter=";"):
            if row["Joined at"] != "31.02.2025 11:05":
                yield _address(row["E-mail"]), _address(row["E-mail"])


def _address(text: str) -> str:
    address = text.strip().lower()
    return "" if address.partition("@")[0] in ROLES else address


def people() -> list[set[str]]:
    """Return each person as the set of their records and addresses."""
    groups: list[set[str]] = []
    for one, other in _edges():
        joined = {one, other}.union(*(group for group in groups if {one, other} & group))
        groups = [group for group in groups if not {one, other} & group] + [joined]
    return groups
