"""What a mapping may not say: names we do not have, and mappings of one table at odds.

To add a rule, add a `yield` to the function that sees what it needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from pipelines.sources.tabular import kind_of

if TYPE_CHECKING:
    from pipelines.sources.mapping import Mapping

# how a table is written, which its first mapping says for all of them
OF_THE_TABLE = (
    "header_row",
    "records",
    "delimiter",
    "encoding",
    "wrapped_rows",
    "duplicates",
)
# which kinds of file a setting says anything of
ONLY_OF = {
    "sheet": ("excel",),
    "header_row": ("excel", "csv", "tsv"),
    "records": ("json",),
    "delimiter": ("csv", "tsv"),
    "encoding": ("csv", "tsv", "json"),
    "wrapped_rows": ("csv", "tsv"),
}


def folded_word(text: str) -> str:
    """Return a word of a tool as words are compared: trimmed, whatever its case."""
    return text.strip().casefold()


def require_texts(words: Iterable[object]) -> None:
    """Refuse numbers and flags that YAML read as such: 1.10 would be looked for as 1.1."""
    for word in words:
        if not isinstance(word, str):
            raise ValueError(f'write {word} as text, in quotes: "{word}"')


def problems_of_columns(mapping: Mapping) -> Iterator[str]:
    """Yield what a mapping says of columns that it cannot mean."""
    known = mapping.table.column_names
    for part in ("columns", "formats", "words", "defaults"):
        for name in getattr(mapping, part):
            if name not in known:
                yield f"{part}: {name} is no column of {mapping.entity}; it has {', '.join(known)}"
    if nameless := [name for name, theirs in mapping.columns.items() if not all([*theirs, theirs])]:
        yield f"columns: {nameless[0]} names no column of theirs"
    times = {column.name for column in mapping.table.columns if column.type != "VARCHAR"}
    if wrong := sorted(set(mapping.formats) - times):
        yield f"formats: {', '.join(wrong)} is no time; only times have a format"
    if empty := [name for name, shapes in mapping.formats.items() if not all(shapes) or not shapes]:
        yield f"formats: {empty[0]} names no format"
    timed = sorted(set(mapping.words) & times)
    if timed := [name for name in timed if any(mapping.words[name].values())]:
        yield f"words: {', '.join(timed)} is a time; a time has a format, and words for nothing"
    if unread := sorted(set(mapping.words) - set(mapping.columns)):
        yield f"words: {', '.join(unread)} is not among the mapped columns"
    for name in mapping.key:
        if name not in mapping.columns:
            yield f"key: {name} is not among the mapped columns"
    given = set(mapping.columns) | set(mapping.defaults)
    given |= {mapping.id_column} if mapping.key else set()
    if lacking := [name for name in mapping.table.required if name not in given]:
        or_key = f"; or name a key that makes up {mapping.id_column}"
        yield (
            f"columns: {', '.join(lacking)} must be mapped"
            + (or_key if mapping.id_column in lacking else "")
        )


def unfitting_layout(mapping: Mapping) -> Iterator[str]:
    """Yield what a mapping says of a kind of file that its files are not."""
    kind = kind_of(mapping.file)
    for key, kinds in ONLY_OF.items():
        if kind and kind not in kinds and key in mapping.model_fields_set:
            if getattr(mapping, key) == type(mapping).model_fields[key].default:
                continue
            yield f"{key}: {mapping.file} are {kind} files, which have none"


def contradictions(mapping: Mapping, earlier: Sequence[Mapping]) -> Iterator[tuple[str, str]]:
    """Yield the key that is wrong and why, given the mappings that stand before it."""
    of_file = [item for item in earlier if item.file == mapping.file]
    of_table = [item for item in of_file if item.sheet == mapping.sheet]
    if any((item.sheet is None) != (mapping.sheet is None) for item in of_file):
        yield "file", f"each mapping of {mapping.file} says of which sheet, or none does"
    if not of_table:
        if mapping.only_where:
            yield (
                "only_where",
                "the first mapping of a file takes every row of it; say this in a further one",
            )
        return
    if mapping.entity == of_table[0].entity:
        yield (
            "entity",
            f"the first mapping of {mapping.file} makes {mapping.entity} of its rows already",
        )
    for key in OF_THE_TABLE:
        if key in mapping.model_fields_set:
            yield key, "this is said once for the file, in its first mapping"
