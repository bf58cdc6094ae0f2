"""What every vendor's module answers: which files are its own, and what stands in them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pipelines.sources.rows import Rows


@dataclass(frozen=True)
class Recognised:
    """A file that a vendor knows by its name. `part` numbers the pieces of one split table."""

    table: str
    day: str | None = None
    part: int | None = None


@dataclass(frozen=True)
class PassedOver:
    """A file that a vendor knows and leaves out on purpose."""

    note: str


@dataclass(frozen=True)
class LandedFile:
    """A file in landing: its bytes, the name it was delivered under, the table it holds."""

    path: Path
    name: str
    table: str

    @property
    def is_named_gzip(self) -> bool:
        """Tell whether the name promises a gzip."""
        return self.name.lower().endswith(".gz")


@dataclass(frozen=True)
class Inspection:
    """A file found fit to be loaded: how many data rows it delivers, and what is worth a note.

    `rejected` of them cannot be used, the first being `first_rejected`; the rest as in `Rows`.
    """

    rows: int
    notes: tuple[str, ...] = ()
    rejected: int = 0
    first_rejected: int | None = None
    read: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    is_sparse: bool = False

    @classmethod
    def of(cls, rows: Rows) -> "Inspection":
        """Return what a file that was read row by row amounts to."""
        first = rows.rejects[0].line if rows.rejects else None
        found = (rows.read, rows.kept, rows.is_sparse)
        return cls(rows.delivered, rows.told(), len(rows.rejects), first, *found)


class Vendor(Protocol):
    """The reader of one vendor's files."""

    name: str
    # raise it when a reader changes what it makes of the same bytes: the raw rows are read anew
    version: int
    # a later file of the same day takes the place of the earlier one
    replaces_day: bool

    def recognise(self, name: str) -> Recognised | PassedOver | None:
        """Return what a file is by its name, or None if it is none of this vendor's."""

    def inspect(self, file: LandedFile) -> Inspection:
        """Read a landed file through; raise `UnusableFileError` if it must be held."""


class RowVendor(Vendor, Protocol):
    """A vendor whose files are small enough to be read row by row."""

    def read(self, file: LandedFile) -> Rows:
        """Return a file's rows and rejects; raise `UnusableFileError` if it must be held."""
