"""The versions of the agreement: which one is in force when, and what it makes of words."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fnmatch import fnmatchcase
from zoneinfo import ZoneInfo

from expectations.schema import Agreement, Exit, Promise


@dataclass(frozen=True)
class Version:
    """One version, with the UTC moment of its local midnight."""

    agreement: Agreement
    starts_at: datetime

    @property
    def name(self) -> str:
        """The day it takes effect."""
        return self.agreement.version

    @property
    def stages(self) -> list[str]:
        """Its stages, in order."""
        return [stage.id for stage in self.agreement.stages]

    def exit(self, name: str) -> Exit | None:
        """Return its exit of that name, None where it has none."""
        return next((item for item in self.agreement.exits if item.id == name), None)

    @property
    def goes_quiet_after(self) -> timedelta | None:
        """How long without an activity ends a journey."""
        expired = self.exit("expired")
        days = expired.after_days if expired else None
        return timedelta(hours=24 * days) if days else None

    def promises_of(self, stage: str) -> list[Promise]:
        """Return what is owed, act by act, to whoever enters a stage."""
        return [item for item in self.agreement.promises if item.stage == stage and item.act]

    def activity(self, tool: str, what: str, word: str) -> str | None:
        """Return which activity a tool's word is: the first line of the document that matches."""
        for line in self.agreement.activities:
            is_its = line.tool == tool and line.what == what
            if is_its and (line.any or any(fnmatchcase(word, item) for item in line.one_of)):
                return line.activity
        return None

    def deal_means(self, stage: str) -> str | None:
        """Return what a deal's stage means: open, won or lost."""
        for labels in self.agreement.labels:
            if labels.field in ("Opportunity.StageName", "dealstage"):
                return labels.means.get(stage)
        return None

    def team(self, department: str) -> str | None:
        """Return which side a department belongs to, None for neither."""
        for party in self.agreement.parties:
            if department in party.departments:
                return party.id
        return None


class Versions:
    """All versions in order of effect; days are those of the latest version's zone."""

    def __init__(self, agreements: list[Agreement]) -> None:
        """Take the documents, in order of effect."""
        self.zone = ZoneInfo(agreements[-1].time_zone)
        self.all = [
            Version(item, self.utc(datetime.combine(item.effective_from, time())))
            for item in agreements
        ]

    def at(self, moment: datetime) -> Version:
        """Return the version in force; the first one also applies to all that came before it."""
        return next((item for item in reversed(self.all) if item.starts_at <= moment), self.all[0])

    def starts_at(self, moment: datetime) -> bool:
        """Say whether a version, the first one apart, takes effect at a moment."""
        return any(item.starts_at == moment for item in self.all[1:])

    def utc(self, local: datetime) -> datetime:
        """Return the UTC moment of what the clock on the wall shows."""
        return local.replace(tzinfo=self.zone).astimezone(UTC).replace(tzinfo=None)

    def local_day(self, moment: datetime) -> date:
        """Return the day in which a UTC moment lies."""
        return moment.replace(tzinfo=UTC).astimezone(self.zone).date()

    def end_of_day(self, day: date) -> datetime:
        """Return the last second of a day: what is known by its day alone counts then."""
        return self.utc(datetime.combine(day, time(23, 59, 59)))

    def day_is_over(self, day: date) -> datetime:
        """Return the midnight at which a day ends."""
        return self.utc(datetime.combine(day + timedelta(days=1), time()))
