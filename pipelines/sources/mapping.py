"""The mapping file: how any other tool's CSV becomes people, activities or deals.

One file of the tool may hold several of them at once, as a list of leads does that also says who
bought: mappings that name the same `file` read each of its rows together, and the first of them
takes every row. Nothing is repaired unasked, since that would hide the next damage: a row that
stands whole in quotes is rejected by its line unless the mapping says otherwise.

To add an entity, add its raw table to `tables.py` and its name here.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from expectations.errors import BadInputError
from expectations.strict_yaml import place_of, read_yaml, validate
from pipelines.sources.contracts import RawTable
from pipelines.sources.tables import MAPPED_ACTIVITIES, MAPPED_DEALS, MAPPED_PEOPLE

ENTITIES: dict[str, RawTable] = {
    table.name: table for table in (MAPPED_PEOPLE, MAPPED_ACTIVITIES, MAPPED_DEALS)
}
DEFAULT_FORMAT = {"TIMESTAMP": "%Y-%m-%d %H:%M:%S", "DATE": "%Y-%m-%d"}
# how a file is written, which its first mapping says for all of them
OF_THE_FILE = ("delimiter", "wrapped_rows")


class Mapping(BaseModel):
    """How one kind of file of one tool is read. All names on the left are ours.

    Attributes:
        entity: what a row becomes.
        file: the names of the files, such as `leads*.csv`.
        wrapped_rows: whether a row that stands whole in quotes is rejected, or unwrapped and
            counted as repaired.
        only_where: their column and the words of it that a row must hold to become the entity.
        columns: our column and theirs.
        formats: how a time column of ours is written, as strptime says it.
        words: our column, and what each word of theirs is to us; "" for one that says nothing.
        defaults: our column, and its value where theirs is empty or there is none.
        key: our columns that together name a record, where the tool numbers none.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    entity: Literal["people", "activities", "deals"]
    file: str = Field(min_length=1)
    delimiter: str = Field(default=",", min_length=1, max_length=1)
    time_zone: str = "UTC"
    decimal: Literal[".", ","] = "."
    wrapped_rows: Literal["reject", "unwrap"] = "reject"
    only_where: dict[str, list[str]] = Field(default_factory=dict)
    columns: dict[str, str] = Field(min_length=1)
    formats: dict[str, str] = Field(default_factory=dict)
    words: dict[str, dict[str, str]] = Field(default_factory=dict)
    defaults: dict[str, str] = Field(default_factory=dict)
    key: list[str] = Field(default_factory=list)

    @field_validator("key", mode="before")
    @classmethod
    def _one_column_is_a_list_too(cls, value: object) -> object:
        return [value] if isinstance(value, str) else value

    @field_validator("only_where", mode="before")
    @classmethod
    def _one_word_is_a_list_too(cls, value: object) -> object:
        if not isinstance(value, dict):
            return value
        listed = {
            column: words if isinstance(words, list) else [words] for column, words in value.items()
        }
        for column, words in listed.items():
            _require_texts((column, *words))
            if not words:
                raise ValueError(f"{column} names no word")
        return listed

    @field_validator("words", mode="before")
    @classmethod
    def _words_are_texts(cls, value: object) -> object:
        for column, words in value.items() if isinstance(value, dict) else ():
            if isinstance(words, dict):
                _require_texts((column, *words, *words.values()))
                folded = [folded_word(word) for word in words]
                if twice := sorted({word for word in folded if folded.count(word) > 1}):
                    raise ValueError(f"{column}: {twice[0]!r} stands twice, upper case or lower")
        return value

    @model_validator(mode="after")
    def _columns_are_ours(self) -> Self:
        known = self.table.column_names
        for part in ("columns", "formats", "words", "defaults"):
            for name in getattr(self, part):
                if name not in known:
                    raise ValueError(
                        f"{part}: {name} is no column of {self.entity}; it has {', '.join(known)}"
                    )
        times = {column.name for column in self.table.columns if column.type != "VARCHAR"}
        wrong = sorted(set(self.formats) - times)
        if wrong:
            raise ValueError(f"formats: {', '.join(wrong)} is no time; only times have a format")
        if timed := sorted(set(self.words) & times):
            raise ValueError(f"words: {', '.join(timed)} is a time; a time has a format")
        if unread := sorted(set(self.words) - set(self.columns)):
            raise ValueError(f"words: {', '.join(unread)} is not among the mapped columns")
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


def folded_word(text: str) -> str:
    """Return a word of a tool as words are compared: trimmed, whatever its case."""
    return text.strip().casefold()


def load_mappings(path: Path) -> tuple[Mapping, ...]:
    """Return the mappings of a file: one mapping, or a list of them.

    Raises:
        BadInputError: naming file and line; also where mappings of one file contradict each other.
    """
    content, node = read_yaml(path, "the mapping file")
    if not isinstance(content, list):
        content, nodes = [content], [node]
    else:
        nodes = node.value
    mappings = [
        validate(Mapping, item, item_node, path)
        for item, item_node in zip(content, nodes, strict=True)
    ]
    first_of: dict[str, Mapping] = {}
    for mapping, item_node in zip(mappings, nodes, strict=True):
        for key, problem in _contradictions(mapping, first_of.get(mapping.file)):
            line, _ = place_of(item_node, (key,))
            raise BadInputError(f"{path}:{line}: {key}: {problem}. Nothing was changed.")
        first_of.setdefault(mapping.file, mapping)
    return tuple(mappings)


def _contradictions(mapping: Mapping, first: Mapping | None) -> Iterator[tuple[str, str]]:
    """Yield the key that is wrong and why; `first` is the file's first mapping, if this is not."""
    if first is None:
        if mapping.only_where:
            yield (
                "only_where",
                "the first mapping of a file takes every row of it; say this in a further one",
            )
        return
    if mapping.entity == first.entity:
        yield (
            "entity",
            f"the first mapping of {mapping.file} makes {first.entity} of its rows already",
        )
    for key in OF_THE_FILE:
        if key in mapping.model_fields_set:
            yield key, "this is said once for the file, in its first mapping"


def _require_texts(words: Iterable[object]) -> None:
    """Refuse numbers and flags that YAML read as such: 1.10 would be looked for as 1.1."""
    for word in words:
        if not isinstance(word, str):
            raise ValueError(f'write {word} as text, in quotes: "{word}"')
