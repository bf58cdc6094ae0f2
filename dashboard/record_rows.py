"""The shape of the rows about records: since when their changes are told, and whose they are."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class History:
    """One field of one vendor, and since when its changes are told; None where none is."""

    vendor: str
    field: str
    record_count: int
    tracked_record_count: int
    change_count: int
    history_from: datetime | None
    untracked_change_count: int
    correction_count: int


@dataclass(frozen=True)
class Identity:
    """What linked records to people, or what about them is reported, in numbers."""

    kind: str
    finding: str
    finding_count: int
    record_count: int
    person_count: int
