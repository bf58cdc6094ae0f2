"""The mapping file: how any other tool's CSV becomes people, activities or deals.

To add an entity, add its raw table to `tables.py` and its name here.
"""

from pathlib import Path
from typing import Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from expectations.strict_yaml import read_yaml, validate
from pipelines.sources.contracts import RawTable
from pipelines.sources.tables import MAPPED_ACTIVITIES, MAPPED_DEALS, MAPPED_PEOPLE

ENTITIES: dict[str, RawTable] = {
    table.name: table for table in (MAPPED_PEOPLE, MAPPED_ACTIVITIES, MAPPED_DEALS)
}
DEFAULT_FORMAT = {"TIMESTAMP": "%Y-%m-%d %H:%M:%S", "DATE": "%Y-%m-%d"}


class Mapping(BaseModel):
    """How one kind of file of one tool is read. All names on the left are ours."""

    model_config = ConfigDict(extra="forbid", strict=True)

    entity: Literal["people", "activities", "deals"]
    file: str = Field(min_length=1)
    delimiter: str = Field(default=",", min_length=1, max_length=1)
    time_zone: str = "UTC"
    decimal: Literal[".", ","] = "."
    columns: dict[str, str] = Field(min_length=1)
    formats: dict[str, str] = Field(default_factory=dict)
    defaults: dict[str, str] = Field(default_factory=dict)
    key: list[str] = Field(default_factory=list)

    @field_validator("key", mode="before")
    @classmethod
    def _one_column_is_a_list_too(cls, value: object) -> object:
        return [value] if isinstance(value, str) else value

    @model_validator(mode="after")
    def _columns_are_ours(self) -> Self:
        known = self.table.column_names
        for part in ("columns", "formats", "defaults"):
            for name in getattr(self, part):
                if name not in known:
                    raise ValueError(
                        f"{part}: {name} is no column of {self.entity}; it has {', '.join(known)}"
                    )
        times = {column.name for column in self.table.columns if column.type != "VARCHAR"}
        wrong = sorted(set(self.formats) - times)
        if wrong:
            raise ValueError(f"formats: {', '.join(wrong)} is no time; only times have a format")
        for name in self.key:
            if name not in self.columns:
                raise ValueError(f"key: {name} is not among the mapped columns")
        given = set(self.columns) | set(self.defaults) | ({self.id_column} if self.key else set())
        lacking = [name for name in self.table.required if name not in given]
        if lacking:
            raise ValueError(
                f"columns: {', '.join(lacking)} must be mapped"
                + (
                    f"; or name a key that makes up {self.id_column}"
                    if self.id_column in lacking
                    else ""
                )
            )
        try:
            ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError) as problem:
            raise ValueError(f"time_zone: {self.time_zone} is not known") from problem
        return self

    @property
    def table(self) -> RawTable:
        """The raw table that this kind of file ends in."""
        return ENTITIES[self.entity]

    @property
    def id_column(self) -> str:
        """The column that names the entity's records."""
        return self.table.columns[0].name

    def format_of(self, column: str) -> str:
        """Return the strptime format of one of our time columns."""
        kind = next(item.type for item in self.table.columns if item.name == column)
        return self.formats.get(column, DEFAULT_FORMAT[kind])


def load_mappings(path: Path) -> tuple[Mapping, ...]:
    """Return the mappings of a file: one mapping, or a list of them."""
    content, node = read_yaml(path, "the mapping file")
    if not isinstance(content, list):
        return (validate(Mapping, content, node, path),)
    return tuple(
        validate(Mapping, item, item_node, path)
        for item, item_node in zip(content, node.value, strict=True)
    )
