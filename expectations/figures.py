"""The one table of number formats, of pages and terminal alike: judgements read what is printed.

1,243 · €1.18M / €299k · 39% (6.2% under 10) · +8% · 2.6 days · 1–22 Nov · — for unknown, not 0.
"""

from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

UNKNOWN = "—"
SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
Number = float | int | Decimal


def rounded(value: Number, decimals: int = 0) -> Decimal:
    """Round half away from zero, as people do on paper."""
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def count(value: Number | None) -> str:
    """Format a number of things: 1,243."""
    return UNKNOWN if value is None else f"{rounded(value):,}".replace("-", "−")


def planned(value: Number | None, unit: str) -> str:
    """Format a plan by its unit; part of a small one, such as a week of four a month, as 0.9."""
    if unit != "count":
        return money(value, unit)
    if value is None or rounded(value, 1) >= 10:
        return count(value)
    return f"{rounded(value, 1)}".removesuffix(".0")


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


def exact_money(value: Number | None, currency: str) -> str:
    """Format an amount to the cent: €1,181,230.55."""
    return (
        UNKNOWN
        if value is None
        else f"{SYMBOLS.get(currency, currency + ' ')}{rounded(value, 2):,}"
    )


def quantity(value: Number | None, unit: str) -> str:
    """Format a KPI by its unit: `count`, else a currency code."""
    return count(value) if unit == "count" else money(value, unit)


def percent(rate: Number | None, decimals: int | None = None) -> str:
    """Format a rate of 0 to 1: 39%, and 6.2% under ten."""
    if rate is None:
        return UNKNOWN
    share = Decimal(str(rate)) * 100
    if decimals is None:
        decimals = 1 if abs(rounded(share, 1)) < 10 else 0
    text = f"{rounded(share, decimals):,}"
    return f"{text.removesuffix('.0')}%"


def percent_beside(rate: Number | None, promised: Number | None, is_kept: bool) -> str:
    """Format a rate so that a broken promise never prints the same figure as what was promised."""
    text = percent(rate)
    if is_kept or rate is None or promised is None or text != percent(promised):
        return text
    return percent(rate, 1) if percent(rate, 1) != percent(promised, 1) else percent(rate, 2)


def share(part: Number | None, whole: Number | None) -> str:
    """Format part of a whole; an empty whole has no share."""
    return (
        UNKNOWN if part is None or not whole else percent(Decimal(str(part)) / Decimal(str(whole)))
    )


def signed_percent(whole_percent: int) -> str:
    """Format a deviation in whole percent: +8%, −16%, 0%."""
    sign = "+" if whole_percent > 0 else "−" if whole_percent < 0 else ""
    return f"{sign}{abs(whole_percent):,}%"


def signed(value: Number) -> str:
    """Format a difference of few things: +2.5, −1, +12, 0."""
    figure = rounded(value, 1) if abs(rounded(value, 1)) < 10 else rounded(value)
    sign = "+" if figure > 0 else "−" if figure < 0 else ""
    return sign + f"{abs(figure)}".removesuffix(".0")


def days(value: Number | None) -> str:
    """Format a duration in days: 44 days, 2.6 days, 1 day; under a day 3 hours, 14 minutes."""
    if value is None:
        return UNKNOWN
    size = Decimal(str(value))
    for unit, per_day in (("day", 1), ("hour", 24), ("minute", 1440)):
        figure = rounded(size * per_day, 1)
        if figure >= 1:
            text = f"{figure if figure < 10 else rounded(size * per_day):,}".removesuffix(".0")
            return f"{text} {unit}" if text == "1" else f"{text} {unit}s"
    return "at once" if size == 0 else "under a minute"


def things(value: int, one: str, many: str | None = None) -> str:
    """Format a number with its noun: 1 check, 41 checks."""
    return f"{count(value)} {one if value == 1 else many or one + 's'}"


def day(value: date | None, year: bool = False) -> str:
    """Format a day: 22 Nov, or 22 Nov 2025."""
    if value is None:
        return UNKNOWN
    return f"{value.day} {MONTHS[value.month - 1]}" + (f" {value.year}" if year else "")


def month(value: date) -> str:
    """Format the month of a day: Nov 2025."""
    return f"{MONTHS[value.month - 1]} {value.year}"


def weekday(value: date | None) -> str:
    """Format a day with its weekday: Sun 22 Nov 2025."""
    return UNKNOWN if value is None else f"{DAYS[value.weekday()]} {day(value, year=True)}"


def day_range(start: date, end: date, year: bool = True) -> str:
    """Format a span of days with an en dash: 1–22 Nov 2025, 28 Sep–2 Oct 2025."""
    if start == end:
        return day(end, year)
    if start.year != end.year:
        return f"{day(start, True)}–{day(end, True)}"
    if start.month == end.month:
        return f"{start.day}–{day(end, year)}"
    return f"{day(start)}–{day(end, year)}"


def utc(value: datetime | None) -> datetime | None:
    """Mark a timestamp of the published file, which bears no zone, as the UTC it is."""
    return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)


def local(value: datetime | None, zone: str) -> datetime | None:
    """Move a UTC timestamp (zoned or not) to the agreement's time zone."""
    there = utc(value)
    return None if there is None else there.astimezone(ZoneInfo(zone))


def local_day(value: datetime | None, zone: str) -> str:
    """Format the day of a UTC timestamp in the agreement's time zone: 22 Nov 2025."""
    there = local(value, zone)
    return UNKNOWN if there is None else day(there.date(), year=True)


def moment(value: datetime | None, zone: str) -> str:
    """Format a UTC timestamp in the agreement's time zone: 22 Nov 2025, 23:59."""
    there = local(value, zone)
    return UNKNOWN if there is None else f"{day(there.date(), year=True)}, {there:%H:%M}"


def elapsed(start: datetime | None, end: datetime | None) -> str:
    """Format how long something took: 38 seconds, 4 minutes."""
    if start is None or end is None:
        return UNKNOWN
    seconds = int(rounded((end - start).total_seconds()))
    return things(seconds, "second") if seconds < 120 else things(seconds // 60, "minute")
