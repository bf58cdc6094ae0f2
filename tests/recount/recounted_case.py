"""The recount of a case of `tests/scenarios`, in the case's own notation."""

from dataclasses import dataclass
from functools import cached_property

from pipelines.recount import Counted
from tests.recount.cases_as_truth import who
from tests.scenarios.cases import Case
from tests.scenarios.expectations import Row, said
from tests.scenarios.language import Identify
from tests.scenarios.records import Records


@dataclass
class Recounted:
    """The recount of a case, in the case's own notation."""

    case: Case
    counted: Counted

    def __post_init__(self) -> None:
        """Take the records, which say whose came first."""
        self.records = Records(self.case)

    @cached_property
    def _names(self) -> dict[str, str]:
        found: dict[str, str] = {}
        typed = [event.email for event in self.case.events if isinstance(event, Identify)]
        addresses = [text.strip().lower() for text in typed if text]
        for name in (*self.case.names, *addresses):
            person = self.counted.people.of(who(name))
            if person is not None:
                found.setdefault(person, name)
        return found

    def canonical(self, name: str | None) -> str | None:
        """Return the nickname by which rows call the person that a nickname stands for."""
        person = self.counted.people.of(who(name)) if name else None
        return self._names[person] if person else name

    def judged(self, key: str) -> list[Row]:
        """Return the rows of an expectation's key."""
        return {
            "entries": self._entries,
            "exits": self._exits,
            "promises": self._promises,
            "sessions": self._sessions,
            "people": self._people,
            "influences": self._influences,
            "traffic": self._traffic,
        }[key]()

    def _entries(self) -> list[Row]:
        return [
            Row(
                (
                    self._names.get(row.subject),
                    str(row.journey_number),
                    row.stage_id,
                    said(row.entered_at),
                    row.entry_kind,
                ),
                {
                    "deal": row.opportunity_id,
                    "visitor": row.session.partition(".")[0] or None,
                    "origin": row.origin,
                    "version": row.agreement_version,
                    **{
                        name: said(getattr(row, name))
                        for name in (
                            "amount", "currency", "booked_on", "left_to", "left_at", "motion",
                            "persona_id", "entry_number",
                        )
                    },
                },
            )
            for row in self.counted.rows
        ]  # fmt: skip

    def _exits(self) -> list[Row]:
        return [
            Row(
                (self._names.get(name), str(journey.number), journey.exit, said(journey.exited_at)),
                {
                    "deal": journey.deal.opportunity_id if journey.deal else None,
                    "reason": journey.deal.loss_reason or None if journey.deal else None,
                    "amount": said(journey.deal.final_amount) if journey.deal else None,
                    "currency": journey.deal.currency if journey.deal else None,
                    "visitor": name.removeprefix("ga4_client:"),
                },
            )
            for name, journeys in self.counted.journeys.items()
            for journey in journeys
            if journey.exit
        ]

    def _promises(self) -> list[Row]:
        return [
            Row((self._names.get(name), item.promise, said(item.due_at), item.status,
                 said(item.met_at)))
            for name, items in self.counted.obligations.items()
            for item in items
        ]  # fmt: skip

    def _sessions(self) -> list[Row]:
        return [
            Row((key.partition(".")[2], self._names.get(session.person or "")))
            for key, session in self.counted.sessions.items()
        ]

    def _people(self) -> list[Row]:
        groups: dict[str, list[str]] = {name: [] for name in self.counted.people.identifiers()}
        for name in dict.fromkeys([*self.case.names, *self._names.values()]):
            person = self.counted.people.of(who(name))
            if person:
                groups[person].append(name)
        return [Row(tuple(sorted(names))) for names in groups.values()]

    def _influences(self) -> list[Row]:
        return [
            Row((deal.opportunity_id, self._names.get(person)))
            for deal in self.counted.deals
            for person in deal.influences
        ]

    def _traffic(self) -> list[Row]:
        sessions = self.counted.sessions.values()
        found = {
            "sessions": len(sessions),
            "visitors": len({session.client for session in sessions}),
            "consent_denied": self.counted.denied_hits,
        }
        return [Row((name, str(count))) for name, count in found.items()]
