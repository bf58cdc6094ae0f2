"""One row of any other tool's file as a record of ours: its words, amounts, flags and times.

To add a check of a value, raise ValueError in `RecordReader.values`: the row is then rejected with
that reason.
"""

from collections.abc import Sequence
from contextlib import suppress

from pipelines.sources.mapped_amounts import read_amount
from pipelines.sources.mapped_times import TimeColumn
from pipelines.sources.mapping import Mapping
from pipelines.sources.mapping_rules import folded_word
from pipelines.sources.rows import MANGLED_ID
from pipelines.sources.strict_csv import CsvRow

FLAGS = ("is_closed", "is_won")
# the spellings that staging reads, and their opposites
YES_OR_NO = frozenset(("true", "1", "yes", "y", "false", "0", "no", "n"))


class RecordReader:
    """Makes the record that one mapping sees in a row."""

    def __init__(self, mapping: Mapping, header: Sequence[str], rows: Sequence[CsvRow]) -> None:
        """Take a mapping and a whole file, whose times are read in one go."""
        self.mapping = mapping
        place = {name: number for number, name in enumerate(header)}
        self._at = {
            ours: [place[name] for name in theirs] for ours, theirs in mapping.columns.items()
        }
        self._words = {
            ours: {folded_word(theirs): word for theirs, word in words.items()}
            for ours, words in mapping.words.items()
        }
        self._only_where = [
            (place[theirs], {folded_word(word) for word in words})
            for theirs, words in mapping.only_where.items()
        ]
        self._times = self._read_times(rows)

    def _read_times(self, rows: Sequence[CsvRow]) -> dict[str, TimeColumn]:
        times = {}
        for column in self.mapping.table.columns:
            if column.type == "VARCHAR":
                continue
            texts = [self.mapping.defaults.get(column.name, "")]
            if column.name in self._at:
                at = self._at[column.name]
                texts += [_text(row, at) for row in rows if not row.problem]
            times[column.name] = TimeColumn(self.mapping, column.name, column.type, texts)
        return times

    def is_meant(self, row: CsvRow) -> bool:
        """Tell whether a row holds the words that make it this record."""
        return all(folded_word(row.values[at]) in words for at, words in self._only_where)

    def values(self, row: CsvRow) -> list[object]:
        """Return the record in the order of our columns; raise ValueError for what is unusable."""
        mapping, texts = self.mapping, self._texts(row)
        for name in mapping.table.required:
            if not texts.get(name):
                raise ValueError(f"{name} is empty")
        if MANGLED_ID.fullmatch(texts[mapping.id_column]):
            raise ValueError(f"{mapping.id_column} was rounded by a spreadsheet")
        if mapping.entity == "activities" and not (
            texts.get("person_record_id") or texts.get("email")
        ):
            raise ValueError("neither person_record_id nor email says whose activity it is")
        self._read_numbers(texts)
        for name in FLAGS:
            if texts.get(name) and folded_word(texts[name]) not in YES_OR_NO:
                raise ValueError(
                    f'{name} "{texts[name]}" says neither yes nor no; say what it means in `words`'
                )
        return [
            self._value(column.name, column.type, texts.get(column.name) or None)
            for column in mapping.table.columns
        ]

    def _texts(self, row: CsvRow) -> dict[str, str]:
        """Return each column's text: trimmed, in our words, the default where there is none."""
        mapping = self.mapping
        texts = {ours: _text(row, at) for ours, at in self._at.items()}
        for name, words in self._words.items():
            texts[name] = words.get(folded_word(texts[name]), texts[name])
        if mapping.key:
            texts[mapping.id_column] = "|".join(texts[name] for name in mapping.key).strip("|")
        for name, constant in mapping.defaults.items():
            if name != "currency":
                texts[name] = texts.get(name) or constant
        return texts

    def _read_numbers(self, texts: dict[str, str]) -> None:
        """Put plain numbers in the place of those written the tool's way, and their currency."""
        mapping, told = self.mapping, texts.get("currency")
        if texts.get("amount"):
            texts["amount"], meant = read_amount(texts["amount"], mapping.decimal, mapping.amounts)
            if meant and told and told.upper() != meant:
                raise ValueError(f"amount is in {meant} by its sign, but currency says {told}")
            told = told or meant
        texts["currency"] = told or mapping.defaults.get("currency", "")
        if texts.get("employees"):
            # a range such as 51-200 is a word of the tool, which `words` may make a number of
            with suppress(ValueError):
                texts["employees"], _ = read_amount(
                    texts["employees"], mapping.decimal, mapping.amounts
                )

    def _value(self, name: str, kind: str, text: str | None) -> object:
        if text is None:
            return None
        return str(text) if kind == "VARCHAR" else self._times[name].moment(text)


def _text(row: CsvRow, places: Sequence[int]) -> str:
    """Return what stands in a column, or in several of them, joined by blanks."""
    if len(places) == 1:
        return row.values[places[0]].strip()
    return " ".join(text for text in (row.values[at].strip() for at in places) if text)
