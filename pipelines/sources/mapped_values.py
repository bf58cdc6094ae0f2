"""One row of any other tool's file as a record of ours: its words, amounts, flags and times.

To add a check of a value, raise ValueError in `RecordReader.values`: the row is then rejected with
that reason.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation

from expectations.errors import BadInputError
from pipelines.sources.mapping import Mapping, folded_word
from pipelines.sources.rows import MANGLED_ID
from pipelines.sources.strict_csv import CsvRow

AMOUNT_LIMIT = Decimal(10) ** 16
FLAGS = ("is_closed", "is_won")
# the spellings that staging reads, and their opposites
YES_OR_NO = frozenset(("true", "1", "yes", "y", "false", "0", "no", "n"))


class RecordReader:
    """Makes the record that one mapping sees in a row."""

    def __init__(self, mapping: Mapping, header: Sequence[str], rows: Sequence[CsvRow]) -> None:
        """Take a mapping and a whole file, whose times are read in one go."""
        self.mapping = mapping
        place = {name: number for number, name in enumerate(header)}
        self._at = {ours: place[theirs] for ours, theirs in mapping.columns.items()}
        self._words = {
            ours: {folded_word(theirs): word for theirs, word in words.items()}
            for ours, words in mapping.words.items()
        }
        self._only_where = [
            (place[theirs], {folded_word(word) for word in words})
            for theirs, words in mapping.only_where.items()
        ]
        self._times = self._read_times(rows)

    def _read_times(self, rows: Sequence[CsvRow]) -> dict[str, dict[str, datetime | None]]:
        times = {}
        for column in self.mapping.table.columns:
            if column.type == "VARCHAR":
                continue
            texts = {self.mapping.defaults.get(column.name, "")}
            if column.name in self._at:
                at = self._at[column.name]
                texts |= {row.values[at].strip() for row in rows if not row.problem}
            times[column.name] = _instants(texts - {""}, self.mapping, column.name, column.type)
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
        if texts.get("amount"):
            texts["amount"] = _amount(texts["amount"], mapping.decimal)
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
        texts = {ours: row.values[at].strip() for ours, at in self._at.items()}
        for name, words in self._words.items():
            texts[name] = words.get(folded_word(texts[name]), texts[name])
        if mapping.key:
            texts[mapping.id_column] = "|".join(texts[name] for name in mapping.key).strip("|")
        for name, constant in mapping.defaults.items():
            texts[name] = texts.get(name) or constant
        return texts

    def _value(self, name: str, kind: str, text: str | None) -> object:
        if kind == "VARCHAR" or text is None:
            return text
        instant = self._times.get(name, {}).get(text)
        if instant is None:
            raise ValueError(f'{name} "{text}" is not written as {self.mapping.format_of(name)}')
        return instant


def _amount(text: str, decimal: str) -> str:
    """Return an amount with a decimal point; groups of three may be parted by the other sign."""
    group = "," if decimal == "." else "."
    plain = text.replace("\u00a0", "").replace(" ", "")
    if not re.fullmatch(
        rf"[+-]?(\d+|\d{{1,3}}({re.escape(group)}\d{{3}})+)({re.escape(decimal)}\d+)?", plain
    ):
        raise ValueError(f'amount "{text}" is no number written with "{decimal}" for decimals')
    number = plain.replace(group, "").replace(decimal, ".")
    try:
        if abs(Decimal(number)) >= AMOUNT_LIMIT:
            raise ValueError(f'amount "{text}" is beyond what an amount can be')
    except InvalidOperation as problem:
        raise ValueError(f'amount "{text}" is no number') from problem
    return number


def _instants(
    texts: set[str], mapping: Mapping, column: str, kind: str
) -> dict[str, datetime | None]:
    """Return each text's moment in UTC (a date for a DATE), None where the format does not fit."""
    import duckdb
    import pyarrow as pa

    if not texts:
        return {}
    shape = mapping.format_of(column)
    zoned = "%z" in shape or "%Z" in shape
    parsed = "try_strptime(text, $shape)"
    if kind == "DATE":
        found = f"cast({parsed} as date)"
    elif zoned:
        found = f"timezone('UTC', {parsed})"
    else:
        found = f"timezone('UTC', timezone($zone, {parsed}))"
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.register("given", pa.table({"text": pa.array(sorted(texts), pa.string())}))
        parameters = {"shape": shape, "zone": mapping.time_zone}
        if "$zone" not in found:
            del parameters["zone"]
        try:
            pairs = connection.execute(f"select text, {found} from given", parameters).fetchall()
        except duckdb.InvalidInputException as problem:
            raise BadInputError(
                f'The mapping of {mapping.file} names the format "{shape}" for {column}, which'
                f" cannot be used ({str(problem).splitlines()[0]}). Nothing was changed."
            ) from problem
    return dict(pairs)
