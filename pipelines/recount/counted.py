"""The whole recount: from the truth and the agreement to rows, promises and counts."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from expectations.annexes import Annexes
from expectations.schema import Agreement
from pipelines.recount.browsers import anonymous_journeys
from pipelines.recount.customers import Customers
from pipelines.recount.cut import Life
from pipelines.recount.deals import Known, known_deals
from pipelines.recount.journeys import Journey
from pipelines.recount.people import People
from pipelines.recount.promises import Obligation, settled
from pipelines.recount.rows import Row, rows_of
from pipelines.recount.sessions import Session, attributed
from pipelines.recount.signals import (
    Signal,
    of_nobody,
    signals_of_accounts,
    signals_of_deals,
    signals_of_people,
)
from pipelines.recount.truth import Truth
from pipelines.recount.versions import Versions

AT_ONCE = 1000


@dataclass
class Counted:
    """What the recount found; journeys are those of a person, a browser or an unclaimed deal."""

    truth: Truth
    as_of: datetime
    people: People
    sessions: dict[str, Session]
    deals: list[Known]
    journeys: dict[str, list[Journey]]
    rows: list[Row]
    obligations: dict[str, list[Obligation]]
    denied_hits: int


def recount(
    truth: Truth,
    agreements: list[Agreement],
    annexes: Annexes,
    as_of: datetime,
    progress: Callable[[str], None],
) -> Counted:
    """Count the funnel once more from a play's truth.

    Args:
        truth: of a play, as `read_truth` gives it.
        agreements: every version in force, in order of effect.
        annexes: the days off.
        as_of: what happens later has not happened yet; UTC without a zone.
        progress: is told what goes on.
    """
    versions = Versions(agreements)
    events = [event for event in truth.events if event.at <= as_of]
    people = People(truth.events)
    sessions = attributed(events, people)
    signals: dict[str, list[Signal]] = defaultdict(list)
    for signal in signals_of_people(events, people, sessions, versions):
        signals[signal.person].append(signal)
    for signal in signals_of_accounts(events, people):
        signals[signal.person].append(signal)
    activities = {
        person: [item.at for item in found if item.is_activity] for person, found in signals.items()
    }
    deals = known_deals(truth.deals, events, people, activities, versions, as_of)
    for signal in signals_of_deals(deals):
        signals[signal.person].append(signal)
    customers = Customers(events, people, deals)
    progress(f"{len(signals):,} people to count")
    rows: list[Row] = []
    lived: dict[str, list[Journey]] = {}
    obligations: dict[str, list[Obligation]] = {}
    for number, (person, found) in enumerate(sorted(signals.items()), start=1):
        life = Life(found, versions, annexes, as_of)
        journeys = lived[person] = life.live()
        own = rows_of(person, journeys, versions, "marketing", customers.motion_of(person))
        rows += own
        excluded = life.excluded_by
        for row in own:
            row.excluded_by = excluded
        if excluded:
            # who counts in no number is owed nothing
            continue
        obligations[person] = [
            settled(owed, journey, life.acts, life.crm_at, versions.all[-1].stages, as_of)
            for journey in journeys
            for owed in journey.owed
        ]
        if number % AT_ONCE == 0:
            progress(f"{number:,} people counted")
    for deal in deals:
        if deal.person is None:
            life = Life(of_nobody(deal), versions, annexes, as_of, is_identified=False)
            name = f"deal:{deal.opportunity_id}"
            lived[name] = life.live()
            rows += rows_of(name, lived[name], versions, "sales", customers.motion_of(None))
    for browser, journeys in anonymous_journeys(sessions.values(), versions, as_of).items():
        lived[browser] = journeys
        rows += rows_of(browser, journeys, versions, "marketing", lambda _: "new_business")
    denied = sum(event.kind == "hit" and event.is_denied for event in events)
    return Counted(truth, as_of, people, sessions, deals, lived, rows, obligations, denied)
