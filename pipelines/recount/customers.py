"""New business or expansion: what the deal says, and who had won or bought before (rule 19)."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime

from pipelines.recount.deals import Known
from pipelines.recount.journeys import Journey
from pipelines.recount.people import People
from pipelines.recount.truth import Event

NEW, EXPANSION = "new_business", "expansion"
SAYS_EXPANSION = frozenset({"existing business", "expansion", "upsell", "renewal"})


class Customers:
    """Since when each account and each person is a customer."""

    def __init__(self, events: Iterable[Event], people: People, deals: Iterable[Known]) -> None:
        """Take what the CRM says of accounts, and every deal that was won."""
        self._won: dict[str, list[datetime]] = defaultdict(list)
        self._members: dict[str, set[str]] = defaultdict(set)
        self._before_us: set[str] = set()
        typed: dict[str, datetime] = {}
        for event in events:
            if event.kind == "attribute" and event.word == "account_type":
                # no history says since when; a delivery was the first to show it
                typed[event.told_of] = event.visible_at
            elif event.kind == "member":
                person = people.of(event.told_of)
                if person:
                    self._members[person].add(event.value)
        for deal in deals:
            if deal.outcome == "won" and deal.closed_at is not None:
                for name in filter(None, {deal.account, deal.person}):
                    self._won[name].append(deal.closed_at)
        # a customer of whom no deal tells when it was won was one before
        self._before_us = {
            account for account, at in typed.items() if not any(w <= at for w in self._won[account])
        }

    def motion_of(self, person: str | None) -> Callable[[Journey], str]:
        """Return what says of a person's journeys whether they are new business or expansion."""

        def motion(journey: Journey) -> str:
            deal = journey.deal
            if deal is not None and deal.type.strip().lower() in SAYS_EXPANSION:
                return EXPANSION
            # what counts is what came before both the journey and its deal began
            since = max(journey.opened_at, deal.opened_at) if deal else journey.opened_at
            names = set(self._members.get(person, ())) if person else set()
            names |= {deal.account} if deal is not None and deal.account else set()
            if names & self._before_us:
                return EXPANSION
            names |= {person} if person else set()
            if any(at < since for name in names for at in self._won.get(name, [])):
                return EXPANSION
            return NEW

        return motion
