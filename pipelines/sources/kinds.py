"""What a vendor's text must look like to be a moment, a day, a number or a flag.

A value that no model could read is told of while its file is read, not lost as an empty one later:
each check takes just what staging takes. To add a kind, add a function that says what is wrong.
"""

import re
from datetime import date, datetime

_MOMENT = re.compile(
    r"(\d{4}-\d{1,2}-\d{1,2})"
    r"(?:[T ](\d{1,2}:\d{2}(?::\d{2})?)(?:\.\d+)? ?(?:Z|UTC|[+-]\d{2}(?::?\d{2})?)?)?"
)
_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
_EPOCH = re.compile(r"\d{12,14}")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(E[+-]?\d+)?", re.IGNORECASE)
FLAGS = frozenset(("true", "1", "yes", "y", "false", "0", "no", "n"))


def moment_problem(text: str) -> str | None:
    """Say why a text is no moment as the vendor writes it: ISO 8601, or epoch milliseconds."""
    found = _MOMENT.fullmatch(text)
    if found and _is_day(found[1]) and _is_time(found[2]):
        return None
    return None if _EPOCH.fullmatch(text) else "is no moment written as 2025-01-31T10:00:00Z"


def day_problem(text: str) -> str | None:
    """Say why a text does not begin with a day; what follows the day is not looked at."""
    return None if _is_day(text[:10]) else "is no day written as 2025-01-31"


def number_problem(text: str) -> str | None:
    """Say why a text is no number with a decimal point."""
    return None if _NUMBER.fullmatch(text) else "is no number written as 1234.56"


def flag_problem(text: str) -> str | None:
    """Say why a text is neither yes nor no."""
    return None if text.casefold() in FLAGS else "is neither true nor false"


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text) and date(*map(int, text.split("-"))))
    except ValueError:
        return False


def _is_time(text: str | None) -> bool:
    form = "%H:%M:%S" if text and text.count(":") > 1 else "%H:%M"
    try:
        return text is None or bool(datetime.strptime(text, form))
    except ValueError:
        return False
