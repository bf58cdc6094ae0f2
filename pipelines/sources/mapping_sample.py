"""A sample of a tool's table: what stands in its columns, how times and numbers are written.

Nothing is guessed: where the sample fits several ways of writing that mean different things, all of
them are returned. To recognise another way, add it to `DATES`, `CLOCKS` or `CURRENCIES`.
"""

import csv
import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import islice, product
from pathlib import Path

from pipelines.sources.exact import Exact
from pipelines.sources.extracts import UnusableFileError
from pipelines.sources.mapped_amounts import read_amount
from pipelines.sources.mapping import Amounts
from pipelines.sources.tabular import kind_of, open_table
from pipelines.sources.vendor import LandedFile
from pipelines.sources.workbooks import sheet_names

SAMPLE_ROWS = 20_000
SAMPLE_TEXTS = 2_000
DATES = (
    *(f"%Y{sign}%m{sign}%d" for sign in "-/."),
    *(f"{first}{sign}{second}{sign}%{year}" for sign in "/.-" for year in "Yy"
      for first, second in (("%d", "%m"), ("%m", "%d"))),
    *(f"%d{sign}{month}{sign}%Y" for sign in " -" for month in ("%b", "%B")),
    *(f"{shape}, %Y" for shape in ("%d %b", "%d %B", "%b %d", "%B %d")),
    "%Y%m%d",
)  # fmt: skip
CLOCKS = ("", *(f"{gap}{clock}" for gap in (" ", "T", ", ") for clock in (
    "%H:%M:%S", "%H:%M", "%H:%M:%S.%f", "%I:%M %p", "%I:%M:%S %p", "%H:%M:%S%z", "%H:%M:%S.%f%z",
    "%H:%M%z")))  # fmt: skip
# how each part of a format looks where every digit is a 0 and every letter an a
SIGNATURES = {"%Y": "0{4}", "%m": "0{1,2}", "%d": "0{1,2}", "%y": "0{2}", "%H": "0{1,2}",
              "%I": "0{1,2}", "%M": "00", "%S": "00", "%f": "0{1,6}", "%p": "aa",
              "%b": "a{3}", "%B": "a{3,9}", "%z": "(a|[+-]00:?00)"}  # fmt: skip
EARLIEST, LATEST, LONGEST_TIME = 1900, 2200, 40
# signs that mean one currency, and those that several countries use
CURRENCIES = {"€": "EUR", "£": "GBP", "₹": "INR", "₽": "RUB", "₩": "KRW", "zł": "PLN"}
SHARED_SIGNS = {"$": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD"), "¥": ("JPY", "CNY"),
                "kr": ("SEK", "NOK", "DKK")}  # fmt: skip
SUFFIXES = {"K": 1_000, "k": 1_000, "M": 1_000_000, "m": 1_000_000}


@dataclass(frozen=True)
class Column:
    """One column of theirs: its name and every value in the sample that is not empty."""

    name: str
    values: list[str]

    @property
    def distinct(self) -> list[str]:
        """Each value once, in the order of its first row."""
        return list(dict.fromkeys(self.values))


@dataclass(frozen=True)
class Sample:
    """One table of a file: its columns, its rows, and how the file is laid out."""

    file: str
    sheet: str | None
    columns: list[Column]
    rows: list[list[str]]
    layout: dict[str, object] = field(default_factory=dict)

    def column(self, name: str) -> Column:
        """Return the column of that name."""
        return next(column for column in self.columns if column.name == name)


@dataclass
class _Layout:
    sheet: str | None = None
    header_row: int = 1
    records: str | None = None
    delimiter: str | None = None
    encoding: object = "utf-8"
    wrapped_rows: str = "reject"


def samples_of(path: Path) -> list[Sample]:
    """Return a sample of each table of a file: of a workbook, one a sheet.

    Raises:
        UnusableFileError: it cannot be read, or is of no kind that is known.
    """
    kind = kind_of(path.name)
    if kind is None:
        raise UnusableFileError("it is no CSV, TSV, Excel, JSON or Parquet file by its name")
    file = LandedFile(path, path.name, "")
    if kind == "excel":
        names = sheet_names(path)
        several = len(names) > 1
        return [_sample(file, _Layout(sheet=name), name if several else None) for name in names]
    layout = _Layout()
    if kind in ("csv", "tsv"):
        layout.encoding = _encoding(path)
        layout.delimiter = _delimiter(path, str(layout.encoding)) if kind == "csv" else None
    return [_sample(file, layout, None)]


def _sample(file: LandedFile, layout: _Layout, sheet: str | None) -> Sample:
    table = open_table(file, layout)  # type: ignore[arg-type]
    rows = [row.values for row in islice(table.rows, SAMPLE_ROWS) if not row.problem]
    columns = [
        Column(name, [value for row in rows if (value := row[at].strip())])
        for at, name in enumerate(table.header)
        if name
    ]
    said: dict[str, object] = {}
    if layout.delimiter not in (None, ","):
        said["delimiter"] = layout.delimiter
    if layout.encoding != "utf-8":
        said["encoding"] = layout.encoding
    return Sample(file.name, sheet, columns, rows, said)


def _encoding(path: Path) -> str:
    with path.open("rb") as opened:
        begins = opened.read(1 << 20)
    if begins.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        begins[: begins.rfind(b"\n") + 1].decode("utf-8")
    except UnicodeDecodeError:
        return "utf-8" if begins.startswith(b"\x1f\x8b") else "windows-1252"
    return "utf-8"


def _delimiter(path: Path, encoding: str) -> str | None:
    """Return the sign that parts the first lines alike, the one that parts them most often."""
    if path.name.lower().endswith(".gz"):
        return None
    with path.open(encoding=encoding, errors="replace", newline="") as opened:
        lines = [line for line in islice(opened, 20) if line.strip()]
    found = []
    for sign in (",", ";", "\t", "|"):
        try:
            widths = {len(row) for row in csv.reader(lines[:-1] or lines, delimiter=sign)}
        except csv.Error:
            continue
        if len(widths) == 1:
            found.append((widths.pop(), sign))
    return max(found, key=lambda item: item[0])[1] if found else None


# ------------------------------------------------------------------------------------------ times
@dataclass(frozen=True)
class Times:
    """How the texts of a column are written as times.

    Attributes:
        formats: each way, as a list of the formats that say it; more than one where the sample
            does not tell which is meant. [[]] where the cells themselves are times.
        unread: texts that no format reads.
        example: a text that the ways read differently, and what it is by each.
    """

    formats: list[list[str]]
    unread: list[str]
    example: tuple[str, list[str]] | None = None


def times_of(column: Column) -> Times | None:
    """Return how a column's times are written; None where most of it is no time."""
    texts = [text for text in column.distinct if not isinstance(text, Exact)][:SAMPLE_TEXTS]
    exact = [text for text in column.distinct if isinstance(text, Exact)]
    if exact and not all(re.match(r"\d{4}-\d{2}-\d{2}", text) for text in exact):
        return None
    if not texts:
        return Times([[]], []) if exact else None
    read = {text: found for text in texts if (found := _moments(text))}
    if 2 * len(read) < len(texts):
        return None
    return _ways(read, [text for text in texts if text not in read])


def _moments(text: str) -> dict[str, str]:
    """Return what a text means by each format that fits it."""
    found = {}
    signature = re.sub(r"[^\W\d_]", "a", re.sub(r"[0-9]", "0", text))
    for shape in _fitting(signature) if len(text) <= LONGEST_TIME else ():
        try:
            moment = datetime.strptime(text, shape)
        except ValueError:
            continue
        if EARLIEST <= moment.year <= LATEST:
            found[shape] = moment.isoformat()
    return found


@cache
def _fitting(signature: str) -> list[str]:
    """Return the formats whose digits, letters and signs stand as they do in a text."""
    shapes = (f"{day}{clock}" for day, clock in product(DATES, CLOCKS))
    return [shape for shape in shapes if _pattern(shape).fullmatch(signature)]


@cache
def _pattern(shape: str) -> re.Pattern[str]:
    parts = re.split(r"(%[A-Za-z])", shape)
    return re.compile("".join(SIGNATURES.get(part) or re.escape(part).replace("T", "a")
                              for part in parts))  # fmt: skip


def _ways(read: dict[str, dict[str, str]], unread: list[str]) -> Times:
    """Return the fewest formats that read every text, in each way that means something else."""
    shapes = list(dict.fromkeys(shape for found in read.values() for shape in found))
    ways: list[list[str]] = []
    for order in (("%d", "%m"), ("%m", "%d")):
        left, chosen = dict(read), list[str]()
        while left:
            first = [shape for shape in shapes if _is_of(shape, order)]
            counts = {shape: sum(shape in found for found in left.values()) for shape in first}
            best = max(counts, key=lambda shape: counts[shape], default=None)
            if best is None or not counts[best]:
                break
            chosen.append(best)
            left = {text: found for text, found in left.items() if best not in found}
        if not left and not _is_at_odds(chosen, read) and chosen not in ways:
            ways.append(chosen)
    if not ways:
        # no single order reads all of it: both stand in it, and nobody can tell them apart
        ways = [[shape] for shape in shapes]
    if len(ways) < 2:
        return Times(ways, unread)
    meant = {
        text: [next((found[s][:10] for s in way if s in found), "") for way in ways]
        for text, found in read.items()
    }
    telling = [text for text, days in meant.items() if len(set(days)) > 1] or list(meant)
    return Times(ways, unread, (telling[0], meant[telling[0]]))


def _is_of(shape: str, order: tuple[str, str]) -> bool:
    """Tell whether a format puts day and month in that order, or has no order to be taken for."""
    if shape.startswith("%Y") or "%b" in shape.lower():
        return True
    return shape.find(order[0]) < shape.find(order[1])


def _is_at_odds(shapes: list[str], read: dict[str, dict[str, str]]) -> bool:
    return any(len({found[s] for s in shapes if s in found}) > 1 for found in read.values())


# ---------------------------------------------------------------------------------------- numbers
@dataclass(frozen=True)
class Numbers:
    """How the numbers of a column are written.

    Attributes:
        decimals: the signs that may stand before decimals; two where the sample does not tell.
        amounts: what else stands in them; a sign that several currencies share is in `shared`.
        shared: such a sign, and what it may mean.
        unread: texts that are no number so.
    """

    decimals: list[str]
    amounts: dict[str, dict[str, object]]
    shared: dict[str, tuple[str, ...]]
    is_negative_in_parentheses: bool
    unread: list[str]


def numbers_of(column: Column) -> Numbers | None:
    """Return how a column's numbers are written; None where most of it is no number."""
    texts = column.distinct
    written = [text for text in texts if not isinstance(text, Exact)]
    signs: dict[str, object] = {}
    shared: dict[str, tuple[str, ...]] = {}
    suffixes: dict[str, object] = {}
    in_parentheses = False
    for text in written:
        found = re.fullmatch(r"(\()?([^\d()+-]*)[+-]?([^\d()]*)[\d.,\s]*\d\s*([^\d()]*)(\))?", text)
        if not found:
            continue
        in_parentheses = in_parentheses or bool(found[1] and found[5])
        tail = found[4].strip()
        if tail[:1] in SUFFIXES and not re.fullmatch(r"[A-Z]{3}", tail):
            suffixes[tail[0]] = SUFFIXES[tail[0]]
            tail = tail[1:].strip()
        for sign in filter(None, (found[2].strip(), found[3].strip(), tail)):
            if sign in SHARED_SIGNS:
                shared[sign] = SHARED_SIGNS[sign]
            elif sign in CURRENCIES or re.fullmatch(r"[A-Z]{3}", sign):
                signs[sign] = CURRENCIES.get(sign, sign)
    amounts = Amounts.model_validate(
        {
            "signs": {**signs, **dict.fromkeys(shared, "XXX")},
            "suffixes": suffixes,
            "parentheses": "negative" if in_parentheses else None,
        }
    )
    by_decimal = {sign: _read(texts, sign, amounts) for sign in (".", ",")}
    fewest = min(found.count(None) for found in by_decimal.values())
    if 2 * (len(texts) - fewest) < len(texts) or not texts:
        return None
    decimals = [sign for sign, found in by_decimal.items() if found.count(None) == fewest]
    if len({tuple(by_decimal[sign]) for sign in decimals}) == 1:
        decimals = decimals[:1]
    unread = [t for t, number in zip(texts, by_decimal[decimals[0]], strict=True) if number is None]
    return Numbers(decimals, {"signs": signs, "suffixes": suffixes}, shared, in_parentheses, unread)


def _read(texts: list[str], decimal: str, amounts: Amounts) -> list[str | None]:
    numbers: list[str | None] = []
    for text in texts:
        try:
            numbers.append(read_amount(text, decimal, amounts)[0])  # type: ignore[arg-type]
        except ValueError:
            numbers.append(None)
    return numbers
