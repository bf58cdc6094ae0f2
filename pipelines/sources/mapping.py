"""The mapping file: how any other tool's table becomes people, activities or deals.

One table of the tool may hold several of them at once, as a list of leads does that also says who
bought: mappings that name the same `file` (and `sheet`) read each of its rows together, and the
first of them takes every row. Nothing is repaired unasked, since that would hide the next damage: a
row that stands whole in quotes is rejected by its line unless the mapping says otherwise.

`smarketing sources map FILE…` drafts a mapping. To add an entity, add its raw table to `tables.py`
and its name here.
"""

from pathlib import Path
from typing import Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from expectations.errors import BadInputError
from expectations.strict_yaml import place_of, read_yaml, validate
from pipelines.sources.contracts import RawTable
from pipelines.sources.mapping_rules import (
    contradictions,
    folded_word,
    problems_of_columns,
    require_texts,
    unfitting_layout,
)
from pipelines.sources.tables import MAPPED_ACTIVITIES, MAPPED_DEALS, MAPPED_PEOPLE

ENTITIES: dict[str, RawTable] = {
    table.name: table for table in (MAPPED_PEOPLE, MAPPED_ACTIVITIES, MAPPED_DEALS)
}
DEFAULT_FORMAT = {"TIMESTAMP": "%Y-%m-%d %H:%M:%S", "DATE": "%Y-%m-%d"}
# what a draft says where only the reader of it can know
UNCHOSEN = "CHOOSE"


class Amounts(BaseModel):
    """How the tool writes a number beside its digits; whatever is not said here is no number.

    Attributes:
        signs: what stands before or after it, such as `$` or `EUR`, and the currency it means.
        suffixes: what stands for a factor, such as `K: 1000`.
        parentheses: whether `(5)` is minus five.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    signs: dict[str, str] = Field(default_factory=dict)
    suffixes: dict[str, int] = Field(default_factory=dict)
    parentheses: Literal["negative"] | None = None

    @model_validator(mode="after")
    def _signs_are_no_digits(self) -> Self:
        for sign, currency in self.signs.items():
            if not sign.strip() or any(letter in "0123456789.,+-()" for letter in sign):
                raise ValueError(f'signs: "{sign}" is no sign of a currency')
            if not (len(currency) == 3 and currency.isascii() and currency.isupper()):
                raise ValueError(f'signs: "{currency}" is no currency; write it as EUR')
        for suffix, factor in self.suffixes.items():
            if not suffix.isalpha() or factor < 1:
                raise ValueError(f'suffixes: "{suffix}" is no letter that stands for a factor')
        return self


class Mapping(BaseModel):
    """How one kind of file of one tool is read. All names on the left are ours.

    Attributes:
        entity: what a row becomes.
        file: the names of the files, such as `leads*.csv`; the ending says what they are.
        sheet: which sheet of a workbook; needed where it has several.
        header_row: which row names the columns, where a title stands above it.
        records: where the list stands in a JSON document, such as `data.items`.
        delimiter: what parts the fields of a text file; else a comma, a tab in a .tsv.
        encoding: how a text file is written down.
        time_zone: of every time that names none.
        decimal: the sign before the decimals of numbers in texts; the other one may part thousands.
        amounts: what else may stand in a number.
        wrapped_rows: whether a row that stands whole in quotes is rejected, or unwrapped and
            counted as repaired.
        duplicates: whether an exact copy of an earlier row of the table is kept, or dropped, which
            means rejected with that reason and counted, up to what the agreement tolerates.
        only_where: their column and the words of it that a row must hold to become the entity.
        columns: our column and theirs; of several, such as a first and a last name, what stands in
            them is joined by blanks.
        formats: how a time column of ours is written, as strptime says it; several where it is
            written in several ways. What two of them read differently is rejected.
        words: our column, and what each word of theirs is to us; "" for one that says nothing.
        defaults: our column, and its value where theirs is empty or there is none.
        key: our columns that together name a record, where the tool numbers none.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    entity: Literal["people", "activities", "deals"]
    file: str = Field(min_length=1)
    sheet: str | None = Field(default=None, min_length=1)
    header_row: int = Field(default=1, ge=1, le=100)
    records: str | None = Field(default=None, min_length=1)
    delimiter: str | None = Field(default=None, min_length=1, max_length=1)
    encoding: Literal["utf-8", "utf-16", "windows-1252"] = "utf-8"
    time_zone: str = "UTC"
    decimal: Literal[".", ","] = "."
    amounts: Amounts = Field(default_factory=Amounts)
    wrapped_rows: Literal["reject", "unwrap"] = "reject"
    duplicates: Literal["keep", "drop"] = "keep"
    only_where: dict[str, list[str]] = Field(default_factory=dict)
    columns: dict[str, list[str]] = Field(min_length=1)
    formats: dict[str, list[str]] = Field(default_factory=dict)
    words: dict[str, dict[str, str]] = Field(default_factory=dict)
    defaults: dict[str, str] = Field(default_factory=dict)
    key: list[str] = Field(default_factory=list)

    @field_validator("key", mode="before")
    @classmethod
    def _one_column_is_a_list_too(cls, value: object) -> object:
        return [value] if isinstance(value, str) else value

    @field_validator("columns", "formats", mode="before")
    @classmethod
    def _one_text_is_a_list_too(cls, value: object) -> object:
        if not isinstance(value, dict):
            return value
        return {name: [one] if isinstance(one, str) else one for name, one in value.items()}

    @field_validator("only_where", mode="before")
    @classmethod
    def _one_word_is_a_list_too(cls, value: object) -> object:
        if not isinstance(value, dict):
            return value
        listed = {
            column: words if isinstance(words, list) else [words] for column, words in value.items()
        }
        for column, words in listed.items():
            require_texts((column, *words))
            if not words:
                raise ValueError(f"{column} names no word")
        return listed

    @field_validator("words", mode="before")
    @classmethod
    def _words_are_texts(cls, value: object) -> object:
        for column, words in value.items() if isinstance(value, dict) else ():
            if isinstance(words, dict):
                require_texts((column, *words, *words.values()))
                folded = [folded_word(word) for word in words]
                if twice := sorted({word for word in folded if folded.count(word) > 1}):
                    raise ValueError(f"{column}: {twice[0]!r} stands twice, upper case or lower")
        return value

    @model_validator(mode="after")
    def _says_what_can_be_meant(self) -> Self:
        for problem in (*problems_of_columns(self), *unfitting_layout(self)):
            raise ValueError(problem)
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

    def formats_of(self, column: str) -> list[str]:
        """Return the strptime formats of one of our time columns."""
        kind = next(item.type for item in self.table.columns if item.name == column)
        return self.formats.get(column) or [DEFAULT_FORMAT[kind]]


def load_mappings(path: Path) -> tuple[Mapping, ...]:
    """Return the mappings of a file: one mapping, or a list of them.

    Raises:
        BadInputError: naming file and line; also where a draft leaves something to be chosen, and
            where mappings of one table contradict each other.
    """
    content, node = read_yaml(path, "the mapping file")
    _require_chosen(path, node)
    if not isinstance(content, list):
        content, nodes = [content], [node]
    else:
        nodes = node.value
    mappings = [
        validate(Mapping, item, item_node, path)
        for item, item_node in zip(content, nodes, strict=True)
    ]
    for number, mapping in enumerate(mappings):
        for key, problem in contradictions(mapping, mappings[:number]):
            line, _ = place_of(nodes[number], (key,))
            raise BadInputError(f"{path}:{line}: {key}: {problem}. Nothing was changed.")
    return tuple(mappings)


def _require_chosen(path: Path, node: yaml.Node) -> None:
    """Refuse a draft that nobody has finished, naming every line that waits for a choice."""
    open_lines = [
        f"{path}:{value.start_mark.line + 1}: {name}: nobody has chosen yet; the comment beside it"
        " says between what"
        for name, value in _values(node)
        if value.value == UNCHOSEN
    ]
    if open_lines:
        raise BadInputError("\n".join(open_lines) + "\nNothing was changed.")


def _values(node: yaml.Node, name: str = "") -> list[tuple[str, yaml.ScalarNode]]:
    if isinstance(node, yaml.MappingNode):
        return [found for key, value in node.value for found in _values(value, key.value)]
    if isinstance(node, yaml.SequenceNode):
        return [found for item in node.value for found in _values(item, name)]
    return [(name, node)] if isinstance(node, yaml.ScalarNode) else []
