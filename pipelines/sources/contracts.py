"""The contract of a raw table, as data: its columns, which of them must be delivered, and why.

To add a column to a raw table, add a `Column` to the table in its vendor's module.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """One column as the vendor names it; text unless `type` says otherwise.

    `is_made` says that a reader makes it of others, so that no file has it.
    """

    name: str
    type: str = "VARCHAR"
    required: bool = False
    is_made: bool = False


@dataclass(frozen=True)
class RawTable:
    """One raw table: what a vendor delivers under one name."""

    vendor: str
    name: str
    columns: tuple[Column, ...]
    about: str

    @property
    def address(self) -> str:
        """Where the table stands in work.duckdb."""
        return f"raw.{self.vendor}__{self.name}"

    @property
    def column_names(self) -> tuple[str, ...]:
        """The vendor's columns, without those that landing adds."""
        return tuple(column.name for column in self.columns)

    @property
    def required(self) -> tuple[str, ...]:
        """The columns without which a file is held."""
        return tuple(column.name for column in self.columns if column.required)

    @property
    def in_file(self) -> tuple[str, ...]:
        """The columns that may stand in a file; without those that a reader makes of others."""
        return tuple(column.name for column in self.columns if not column.is_made)

    def ddl(self) -> str:
        """Return the statement that makes the empty table."""
        lines = [f'    "{name}" {kind}' for name, kind in LANDING_COLUMNS]
        lines += [f'    "{column.name}" {column.type}' for column in self.columns]
        return f"create table if not exists {self.address} (\n" + ",\n".join(lines) + "\n)"


# On every raw table: which file, which data row of it (from 1), whose, and when it was exported;
# `extra` is what stood in columns that no model reads, as a JSON object, NULL where nothing did.
LANDING_COLUMNS = (
    ("landing_file", "VARCHAR"),
    ("landing_line", "BIGINT"),
    ("source", "VARCHAR"),
    ("exported_at", "TIMESTAMP"),
    ("extra", "VARCHAR"),
)


def text_columns(names: str) -> tuple[Column, ...]:
    """Return text columns from a list in words; a trailing * marks what must be delivered."""
    return tuple(Column(name.rstrip("*"), required=name.endswith("*")) for name in names.split())
