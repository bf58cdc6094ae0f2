"""Values whose kind the file itself says: a number cell, a date cell, a JSON number.

To let another type through, add it to `exact`.
"""

from datetime import date, datetime
from decimal import Decimal

MAX_COLUMNS = 2_000
MAX_FIELD = 1_000_000
# from here on a spreadsheet has rounded a whole number
ROUNDED_FROM = 1e15


class Exact(str):
    """The text of a value that needs no format: a number with a point, or an ISO moment."""

    __slots__ = ()

    def strip(self, _: str | None = None, /) -> "Exact":
        """Return itself: there is nothing around it."""
        return self


def exact(value: object) -> str:
    """Return the text of a typed value; "" for none.

    A whole number that a spreadsheet rounded is written as such, `1.234E+16`, so that it is never
    taken for an id.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return Exact("true" if value else "false")
    if isinstance(value, int):
        return Exact(value)
    if isinstance(value, float):
        return Exact(_float(value))
    if isinstance(value, Decimal):
        return Exact(format(value, "f"))
    if isinstance(value, datetime):
        return Exact(value.isoformat(" "))
    if isinstance(value, date):
        return Exact(value.isoformat())
    return str(value)


def _float(value: float) -> str:
    if not value.is_integer():
        return format(Decimal(repr(value)), "f") if abs(value) != float("inf") else str(value)
    return f"{value:.14E}" if abs(value) >= ROUNDED_FROM else str(int(value))
