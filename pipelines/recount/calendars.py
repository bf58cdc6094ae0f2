"""Clocks: when a span is over, counted in working hours or as time passes (rules 26 to 28)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from expectations.annexes import Annexes
from expectations.schema import Agreement, Calendar, Promise

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def due_at(promise: Promise, agreement: Agreement, annexes: Annexes, start: datetime) -> datetime:
    """Return when a promise that starts at a moment is due."""
    number, unit = (promise.within or "").split()
    if promise.clock != "business":
        return start + timedelta(**{unit: int(number)})
    calendar = next(item for item in agreement.calendars if item.id == promise.calendar)
    opens, closes = _hours(calendar)
    # a working day is as long as its hours, not as its night
    span = int(number) * (closes - opens) if unit == "days" else timedelta(**{unit: int(number)})
    return _worked(start, span, calendar, annexes.days_off(calendar.holidays))


def _worked(
    start: datetime, span: timedelta, calendar: Calendar, days_off: frozenset[date]
) -> datetime:
    zone = ZoneInfo(calendar.time_zone)
    opens, closes = _hours(calendar)
    day = start.replace(tzinfo=UTC).astimezone(zone).date()
    while True:
        if WEEKDAYS[day.weekday()] in calendar.days and day not in days_off:
            begins = max(start, _utc(day, opens, zone))
            ends = _utc(day, closes, zone)
            if begins <= ends:
                if begins + span <= ends:
                    return begins + span
                span -= ends - begins
        day += timedelta(days=1)


def _hours(calendar: Calendar) -> tuple[timedelta, timedelta]:
    opens, closes = (
        timedelta(hours=int(text[:2]), minutes=int(text[3:])) for text in calendar.hours.split("-")
    )
    return opens, closes


def _utc(day: date, shown: timedelta, zone: ZoneInfo) -> datetime:
    local = datetime.combine(day, time()) + shown
    return local.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)
