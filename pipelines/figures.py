"""Numbers as the pages write them: 1,243 · €1.18M · 39% (6.2% under ten) · — for unknown.

The pages have their own copy, since nothing imports them; a test holds the two together.
"""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

UNKNOWN = "—"
SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905
Number = float | int | Decimal


def rounded(value: Number, decimals: int = 0) -> Decimal:
    """Round half away from zero, as people do on paper."""
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def count(value: Number | None) -> str:
    """Format a number of things: 1,243."""
    return UNKNOWN if value is None else f"{rounded(value):,}".replace("-", "−")


def money(value: Number | None, currency: str) -> str:
    """Format an amount of money: €1.18M, €299k, €9,420."""
    if value is None:
        return UNKNOWN
    size, sign = abs(Decimal(str(value))), "−" if value < 0 else ""
    mark = SYMBOLS.get(currency, f"{currency} ")
    if rounded(size) < 10_000:
        return f"{sign}{mark}{rounded(size):,}"
    if rounded(size / 1000) < 1000:
        return f"{sign}{mark}{rounded(size / 1000)}k"
    if rounded(size / 10**6, 2) < 1000:
        decimals = 2 if size < 10**7 else 1 if size < 10**8 else 0
        return f"{sign}{mark}{rounded(size / 10**6, decimals)}M"
    return f"{sign}{mark}{rounded(size / 10**9, 2):,}B"


def quantity(value: Number | None, unit: str) -> str:
    """Format a KPI by its unit: `count`, else a currency code."""
    return count(value) if unit == "count" else money(value, unit)


def percent(rate: Number | None) -> str:
    """Format a rate of 0 to 1: 39%, and 6.2% under ten."""
    if rate is None:
        return UNKNOWN
    share = Decimal(str(rate)) * 100
    decimals = 1 if abs(rounded(share, 1)) < 10 else 0
    return f"{rounded(share, decimals):,}".removesuffix(".0") + "%"


def day(value: date) -> str:
    """Format a day: 22 Nov 2025."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def day_range(start: date, end: date) -> str:
    """Format a span of days with an en dash: 1–22 Nov 2025, 28 Sep–2 Oct 2025."""
    if start == end:
        return day(end)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{day(end)}"
    if start.year == end.year:
        return f"{start.day} {MONTHS[start.month - 1]}–{day(end)}"
    return f"{day(start)}–{day(end)}"
