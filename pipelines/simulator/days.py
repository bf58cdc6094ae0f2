"""The company's calendar: seasons, weekdays, days off, and the hours in which people work.

All moments are whole microseconds UTC; days begin at midnight in Berlin.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from pipelines.simulator.draws import Ints, Rng

ZONE = ZoneInfo("Europe/Berlin")
SECOND = 1_000_000
MINUTE, HOUR, DAY = 60 * SECOND, 3600 * SECOND, 86400 * SECOND
# later than anything that is played
NEVER = np.int64(1 << 61)

# how much of an ordinary day's business a month and a weekday see
MONTHS = (0.95, 1.05, 1.15, 1.0, 1.05, 1.05, 0.8, 0.65, 1.15, 1.2, 1.1, 0.6)
WEEKDAYS = (1.0, 1.1, 1.1, 1.05, 0.8, 0.2, 0.22)
DAY_OFF = 0.2
GROWTH_A_YEAR = 0.22
# when people look at a page, by the hour of a working day and of a day off
HOURS_AT_WORK = (2, 1, 1, 1, 1, 3, 8, 30, 80, 130, 160, 150, 85, 120, 150, 135, 105, 65, 32, 28)
HOURS_OFF = (3, 2, 1, 1, 1, 1, 3, 8, 18, 30, 38, 40, 34, 38, 42, 44, 44, 40, 38, 44)
LATE_HOURS = (36, 30, 18, 8)
OPENS, CLOSES = 9 * 3600, 17 * 3600
# deals that are still open when the play ends are planned this far ahead
BEYOND = 500


def easter(year: int) -> date:
    """Return Easter Sunday (Gauss, in the form of Lichtenberg)."""
    a, k = year % 19, year // 100
    m = 15 + (3 * k + 3) // 4 - (8 * k + 13) // 25
    d = (19 * a + m) % 30
    og = 21 + d - (d + a // 11) // 29
    oe = 7 - (og - (7 - (year + year // 4 + 2 - (3 * k + 3) // 4) % 7)) % 7
    return date(year, 3, 1) + timedelta(days=og + oe - 1)


def days_off(year: int) -> set[date]:
    """Return Germany's holidays of a year, and the days between the years when nobody works."""
    sunday = easter(year)
    moving = {sunday + timedelta(days=days) for days in (-2, 1, 39, 50)}
    fixed = {date(year, *day) for day in ((1, 1), (5, 1), (10, 3), (12, 25), (12, 26))}
    return moving | fixed | {date(year, 12, day) for day in (24, 29, 30, 31)}


class Days:
    """The days that are played, and some months beyond for what is planned ahead."""

    def __init__(self, last_day: date, count: int) -> None:
        """Lay out `count` days that end with `last_day`."""
        self.count = count
        self.first_day = last_day - timedelta(days=count - 1)
        self.dates = [self.first_day + timedelta(days=n) for n in range(count + BEYOND)]
        off = {day for year in range(2000, 2100) for day in days_off(year)}
        self.starts = np.array([_midnight(day) for day in self.dates], dtype=np.int64)
        self.begin = int(self.starts[0])
        self.end = int(self.starts[count])
        weekdays = np.array([day.weekday() for day in self.dates])
        is_off = np.array([day in off for day in self.dates])
        self.is_worked = (weekdays < 5) & ~is_off
        months = np.array([MONTHS[day.month - 1] for day in self.dates])
        busy = months * np.where(is_off, DAY_OFF, np.array(WEEKDAYS)[weekdays])
        grown = 1 + GROWTH_A_YEAR * np.arange(len(self.dates)) / 365
        self.weights = busy * grown
        worked = np.flatnonzero(self.is_worked)
        self.next_worked = worked[
            np.minimum(np.searchsorted(worked, np.arange(len(self.dates))), len(worked) - 1)
        ]
        self._opens = self.starts[worked] + OPENS * SECOND
        self._hours_before = np.arange(len(worked), dtype=np.int64) * (CLOSES - OPENS) * SECOND

    def day_of(self, moments: Ints) -> Ints:
        """Return the day that a moment lies in, counted from the first."""
        return np.searchsorted(self.starts, moments, side="right").astype(np.int64) - 1

    def on(self, day: date) -> int:
        """Return where a date stands, which may lie before the first day or after the last."""
        return (day - self.first_day).days

    def between(self, moments: Ints, first: date, last: date) -> "np.ndarray":
        """Return which moments lie in a span of dates, both included."""
        days = self.day_of(moments)
        return (days >= self.on(first)) & (days <= self.on(last))

    def sometime(self, rng: Rng, days: Ints) -> Ints:
        """Return a moment on each day, at an hour at which people look at pages."""
        at_work = np.array(HOURS_AT_WORK + LATE_HOURS, dtype=float)
        at_home = np.array(HOURS_OFF + LATE_HOURS, dtype=float)
        drawn = rng.random(len(days))
        hours = np.where(
            self.is_worked[days],
            np.searchsorted(np.cumsum(at_work) / at_work.sum(), drawn, side="right"),
            np.searchsorted(np.cumsum(at_home) / at_home.sum(), drawn, side="right"),
        )
        seconds = rng.integers(0, 3600, len(days))
        micros = rng.integers(0, SECOND, len(days))
        return self.starts[days] + hours * HOUR + seconds * SECOND + micros

    def after_work(self, moments: Ints, seconds: "np.ndarray") -> Ints:
        """Return when so many seconds of working hours have passed since each moment."""
        day = (CLOSES - OPENS) * SECOND
        late = moments >= NEVER
        place = np.searchsorted(self._opens + day, np.where(late, 0, moments), side="right")
        place = np.minimum(place, len(self._opens) - 1)
        done = np.clip(moments - self._opens[place], 0, day)
        due = self._hours_before[place] + done + np.round(seconds * SECOND).astype(np.int64)
        into = np.minimum(due // day, len(self._opens) - 1)
        return np.where(late, NEVER, self._opens[into] + due - self._hours_before[into])


def _midnight(day: date) -> int:
    return int(datetime.combine(day, time(), ZONE).timestamp()) * SECOND


def utc(moment: int) -> datetime:
    """Return a moment as a datetime in UTC."""
    return datetime.fromtimestamp(moment // SECOND, UTC)
