"""Deals: when each opened and closed, what it is worth, and to whom it belongs (rules 15 to 19)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from pipelines.recount.people import People
from pipelines.recount.truth import Deal, DealState, Event
from pipelines.recount.versions import Versions

LATELY = timedelta(hours=24 * 90)


@dataclass(slots=True)
class Known:
    """A deal as the funnel knows it; `outcome` is won or lost, None while it is open.

    Attributes:
        opened_at, closed_at: of a deal that was reopened, only its last closing counts.
        influences: the others whom it names.
    """

    opportunity_id: str
    person: str | None
    influences: set[str]
    opened_at: datetime
    closed_at: datetime | None
    outcome: str | None
    currency: str
    booked_on: date | None
    loss_reason: str
    account: str
    type: str
    states: list[DealState] = field(default_factory=list)

    def amount_at(self, moment: datetime) -> Decimal:
        """Return what it was worth at a moment."""
        known = [state for state in self.states if state.at <= moment]
        return (known[-1] if known else self.states[0]).amount

    @property
    def vendor(self) -> str:
        """The CRM that holds it."""
        return self.account.partition("_")[0] or "salesforce"

    @property
    def final_amount(self) -> Decimal:
        """What it was worth in the end."""
        return self.states[-1].amount


def known_deals(
    deals: Iterable[Deal],
    events: Iterable[Event],
    people: People,
    activities: dict[str, list[datetime]],
    versions: Versions,
    as_of: datetime,
) -> list[Known]:
    """Return every deal with whose it is.

    Args:
        deals: as the truth tells them.
        events: among which roles, conversions and memberships are looked up.
        people: who is who.
        activities: when each person did something themselves, in order.
        versions: what the stages of a deal mean.
        as_of: what happened later is not known.
    """
    claims = _Claims(events, people, activities)
    found = []
    for deal in deals:
        states = [state for state in deal.states if state.at <= as_of]
        if not states:
            continue
        closed_at, outcome = _closing(states, versions)
        opened_at = deal.opened_at if closed_at is None else min(deal.opened_at, closed_at)
        person = claims.owner(deal, opened_at)
        found.append(
            Known(
                deal.opportunity_id,
                person,
                claims.named(deal) - {person} if person else set(),
                opened_at,
                closed_at,
                outcome,
                deal.currency,
                states[-1].close_on if outcome == "won" else None,
                deal.loss_reason,
                deal.account,
                deal.type,
                states,
            )
        )
    return found


def _closing(states: list[DealState], versions: Versions) -> tuple[datetime | None, str | None]:
    """Return when and how a deal was closed for good; a closing that was taken back is none."""
    meanings = [versions.at(state.at).deal_means(state.stage) for state in states]
    outcome = meanings[-1]
    if outcome not in ("won", "lost"):
        return None, None
    first = len(states) - 1
    while first and meanings[first - 1] == outcome:
        first -= 1
    return states[first].at, outcome


class _Claims:
    """Who may claim a deal, rung by rung."""

    def __init__(
        self, events: Iterable[Event], people: People, activities: dict[str, list[datetime]]
    ) -> None:
        self._activities = activities
        self._converted: dict[str, list[str]] = defaultdict(list)
        self._roles: dict[str, list[tuple[bool, datetime, str, str]]] = defaultdict(list)
        self._members: dict[str, set[str]] = defaultdict(set)
        for event in events:
            person = people.of(event.told_of) if event.told_of else None
            if person is None:
                continue
            if event.kind == "converted":
                self._converted[event.word].append(person)
            elif event.kind == "role":
                role = (event.word != "primary", event.at, event.record, person)
                self._roles[event.value].append(role)
            elif event.kind == "member":
                self._members[event.value].add(person)

    def owner(self, deal: Deal, opened_at: datetime) -> str | None:
        """Return who claims it: converted, primary, any contact, the one active of its account."""
        if self._converted[deal.opportunity_id]:
            return self._converted[deal.opportunity_id][0]
        if self._roles[deal.opportunity_id]:
            return min(self._roles[deal.opportunity_id])[-1]
        active = [
            person
            for person in self._members[deal.account]
            if any(opened_at - LATELY < at <= opened_at for at in self._activities.get(person, []))
        ]
        return active[0] if len(active) == 1 else None

    def named(self, deal: Deal) -> set[str]:
        """Return everyone whom it names."""
        return {person for *_, person in self._roles[deal.opportunity_id]}
