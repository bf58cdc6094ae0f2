"""How the times of a sample's column are written, never guessed: every way that fits is returned.

To recognise another way of writing, add it to `DATES` or `CLOCKS`.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import product

from pipelines.sources.exact import Exact
from pipelines.sources.mapping_sample import Column

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
