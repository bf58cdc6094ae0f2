"""The three periods of the pages: the week, month and quarter that hold the last day of data."""

from dataclasses import dataclass
from datetime import date, timedelta

from expectations import figures

KINDS = ("week", "month", "quarter")
MONTH_NAMES = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@dataclass(frozen=True)
class Period:
    """A span of days in the agreement's time zone, ends included, and the last day with data."""

    kind: str
    start: date
    end: date
    through: date

    @classmethod
    def holding(cls, kind: str, day: date) -> "Period":
        """Return the calendar's period of a kind that holds the day."""
        if kind == "week":
            start = day - timedelta(days=day.weekday())
            return cls(kind, start, start + timedelta(days=6), day)
        length = 1 if kind == "month" else 3
        first_month = (day.month - 1) // length * length + 1
        start = date(day.year, first_month, 1)
        beyond = (first_month - 1 + length) // 12, (first_month - 1 + length) % 12 + 1
        end = date(day.year + beyond[0], beyond[1], 1) - timedelta(days=1)
        return cls(kind, start, end, day)

    @property
    def before(self) -> "Period":
        """Return the period before this one, complete."""
        last = self.start - timedelta(days=1)
        found = Period.holding(self.kind, last)
        return Period(found.kind, found.start, found.end, found.end)

    @property
    def name(self) -> str:
        """Return what people call it: November, Q4, week of 17 Nov."""
        if self.kind == "month":
            return MONTH_NAMES[self.start.month - 1]
        if self.kind == "quarter":
            return f"Q{(self.start.month - 1) // 3 + 1}"
        return f"Week of {figures.day(self.start)}"

    @property
    def name_inside(self) -> str:
        """Return the name as it reads inside a sentence: November, Q4, the week of 17 Nov."""
        return self.name if self.kind != "week" else f"the week of {figures.day(self.start)}"

    @property
    def span(self) -> str:
        """Return the days counted so far: 1–23 Nov 2025."""
        return figures.day_range(self.start, min(self.end, self.through))

    @property
    def is_complete(self) -> bool:
        """Say whether the data covers the whole period."""
        return self.through >= self.end

    @property
    def progress(self) -> str:
        """Return how far it has come: day 23 of 30."""
        passed = (min(self.end, self.through) - self.start).days + 1
        return f"day {passed} of {(self.end - self.start).days + 1}"
