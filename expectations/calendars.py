"""Working hours as intervals of UTC, so that a business clock is looked up and never looped."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from expectations.annexes import Annexes
from expectations.schema import Agreement, Calendar

# far enough both ways: a promise whose due time fell off the calendar would look broken
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2060, 12, 31)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

# calendar_id, starts_at and ends_at (UTC without a zone), seconds, seconds worked before it
Interval = tuple[str, datetime, datetime, int, int]


def calendar_id(agreement: Agreement, calendar: str) -> str:
    """Return the id of one version's calendar: a later version may change the hours."""
    return f"{agreement.version}/{calendar}"


def working_intervals(agreements: list[Agreement], annexes: Annexes) -> Iterator[Interval]:
    """Yield every working interval of every version's calendars, in order."""
    for agreement in agreements:
        for calendar in agreement.calendars:
            yield from _intervals(
                calendar_id(agreement, calendar.id), calendar, annexes.days_off(calendar.holidays)
            )


def seconds_per_day(calendar: Calendar) -> int:
    """Return how many seconds the hours of a working day make, where no clock is changed."""
    opens, closes = hours(calendar)
    return int((closes - opens).total_seconds())


def hours(calendar: Calendar) -> tuple[timedelta, timedelta]:
    """Return when a working day begins and ends, as what the clock on the wall shows."""
    opens, closes = (
        timedelta(hours=int(text[:2]), minutes=int(text[3:])) for text in calendar.hours.split("-")
    )
    return opens, closes


def _intervals(name: str, calendar: Calendar, days_off: frozenset[date]) -> Iterator[Interval]:
    zone = ZoneInfo(calendar.time_zone)
    opens, closes = hours(calendar)
    worked = {WEEKDAYS.index(day) for day in calendar.days}
    day, before = FIRST_DAY, 0
    while day <= LAST_DAY:
        if day.weekday() in worked and day not in days_off:
            starts_at = _utc(day, opens, zone)
            ends_at = _utc(day, closes, zone)
            seconds = int((ends_at - starts_at).total_seconds())
            yield name, starts_at, ends_at, seconds, before
            before += seconds
        day += timedelta(days=1)


def _utc(day: date, shown: timedelta, zone: ZoneInfo) -> datetime:
    # 24:00 is the next day's midnight
    local = datetime.combine(day, time()) + shown
    return local.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)
