"""Any other tool's CSV, read through its mapping file into people, activities or deals.

To add a tool, write a mapping file and name it in the sources file; no code is needed. To add an
entity, do what `mapping.py` says.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from expectations.errors import BadInputError
from pipelines.sources.extracts import UnusableFileError
from pipelines.sources.mapping import Mapping
from pipelines.sources.rows import MANGLED_ID, Rows
from pipelines.sources.strict_csv import missing_columns, open_csv
from pipelines.sources.vendor import Inspection, LandedFile, PassedOver, Recognised

AMOUNT_LIMIT = Decimal(10) ** 16


class Mapped:
    """The files of any other tool."""

    name = "mapped"
    version = 1
    replaces_day = False

    def __init__(self, mappings: Sequence[Mapping]) -> None:
        """Take the mappings of one source."""
        self.mappings = mappings

    def recognise(self, name: str) -> Recognised | PassedOver | None:
        """Return the entity that the first fitting mapping makes of a file."""
        mapping = self._mapping_of(name)
        return Recognised(mapping.entity) if mapping else None

    def inspect(self, file: LandedFile) -> Inspection:
        """Read a file through and count its data rows."""
        rows = self.read(file)
        return Inspection(rows.delivered, tuple(rows.notes))

    def read(self, file: LandedFile) -> Rows:
        """Return a file's rows: texts trimmed, times in UTC, amounts with a decimal point."""
        mapping = self._mapping_of(file.name)
        if mapping is None:
            raise UnusableFileError("no mapping fits its name any more")
        return _read(file.path, file.is_named_gzip, mapping)

    def _mapping_of(self, name: str) -> Mapping | None:
        plain = PurePosixPath(name).name
        return next((item for item in self.mappings if fnmatchcase(plain, item.file)), None)


def _read(path: Path, named_gzip: bool, mapping: Mapping) -> Rows:
    file = open_csv(path, mapping.delimiter, named_gzip)
    place = {name: number for number, name in enumerate(file.header)}
    missing = [theirs for theirs in mapping.columns.values() if theirs not in place]
    if missing:
        unused = [name for name in file.header if name not in mapping.columns.values()]
        raise UnusableFileError(missing_columns(missing, unused))
    delivered = list(file.rows)
    times = {}
    for column in mapping.table.columns:
        if column.type == "VARCHAR":
            continue
        texts = {mapping.defaults.get(column.name, "")}
        if column.name in mapping.columns:
            at = place[mapping.columns[column.name]]
            texts |= {row.values[at].strip() for row in delivered if not row.problem}
        times[column.name] = _instants(texts - {""}, mapping, column.name, column.type)
    rows = Rows(delivered=len(delivered), tables={mapping.entity: []})
    for row in delivered:
        try:
            if row.problem:
                raise ValueError(row.problem)
            given = {ours: row.values[place[theirs]] for ours, theirs in mapping.columns.items()}
            values = _values(given, mapping, times)
        except ValueError as problem:
            rows.reject(row.line, str(problem), mapping.delimiter.join(row.values))
            continue
        rows.tables[mapping.entity].append((row.line, *values))
    return rows


def _values(
    given: dict[str, str], mapping: Mapping, times: dict[str, dict[str, datetime | None]]
) -> list[object]:
    """Return one row in the order of our columns; raise ValueError for what cannot be used."""
    texts = {name: text.strip() for name, text in given.items()}
    if mapping.key:
        texts[mapping.id_column] = "|".join(texts[name] for name in mapping.key).strip("|")
    for name, constant in mapping.defaults.items():
        texts[name] = texts.get(name) or constant
    for name in mapping.table.required:
        if not texts.get(name):
            raise ValueError(f"{name} is empty")
    if MANGLED_ID.fullmatch(texts[mapping.id_column]):
        raise ValueError(f"{mapping.id_column} was rounded by a spreadsheet")
    if mapping.entity == "activities" and not (texts.get("person_record_id") or texts.get("email")):
        raise ValueError("neither person_record_id nor email says whose activity it is")
    if texts.get("amount"):
        texts["amount"] = _amount(texts["amount"], mapping.decimal)
    values: list[object] = []
    for column in mapping.table.columns:
        text = texts.get(column.name) or None
        if column.type == "VARCHAR" or text is None:
            values.append(text)
            continue
        instant = times.get(column.name, {}).get(text)
        if instant is None:
            shape = mapping.format_of(column.name)
            raise ValueError(f'{column.name} "{text}" is not written as {shape}')
        values.append(instant)
    return values


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
