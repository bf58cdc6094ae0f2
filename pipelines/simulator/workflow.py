"""The company's own workflow: whom its marketing tool marks as qualified, and when.

It is what marketers once clicked together in their tool, near to what both sides later agreed and
not the same: nothing here is a rule of the funnel, and the labels it sets may well be wrong.
"""

from dataclasses import dataclass

import numpy as np

from pipelines.simulator.behaviour import Visits
from pipelines.simulator.browsing import Views
from pipelines.simulator.company import CUSTOMER, DEMO, IT, OPERATIONS, TARGET_INDUSTRIES
from pipelines.simulator.days import NEVER, SECOND
from pipelines.simulator.draws import Draws, Flags, Ints, chance
from pipelines.simulator.letters import Guests, Letters
from pipelines.simulator.pages import PAGES
from pipelines.simulator.people import Firms, People

SESSION, KEY_PAGE, FORM, CLICK, WEBINAR = 5, 10, 20, 5, 30
ENOUGH, LOOKS_BACK = 50, 90 * 86400
SMALL = 50
# seconds; how often a mark is set too late, and how often by hand with no cause
LATE, LATE_BY, BY_HAND = 0.03, 86400 * 2, 0.015


@dataclass
class Acts:
    """One item per thing that a person did and that the workflow counts."""

    person: Ints
    at: Ints
    points: Ints
    asks_for_demo: Flags

    def taken(self, which: Flags | Ints) -> "Acts":
        """Return some of them, in the order asked for."""
        return Acts(
            self.person[which], self.at[which], self.points[which], self.asks_for_demo[which]
        )

    def joined(self, other: "Acts") -> "Acts":
        """Return these and those."""
        return Acts(
            np.concatenate([self.person, other.person]),
            np.concatenate([self.at, other.at]),
            np.concatenate([self.points, other.points]),
            np.concatenate([self.asks_for_demo, other.asks_for_demo]),
        )


def acts_of(visits: Visits, views: Views, is_seen: Flags, letters: Letters, guests: Guests) -> Acts:
    """Return everything that counts; `is_seen` says which sessions a tool may follow."""
    is_key = np.array([page.is_key for page in PAGES])
    key = is_key[views.page] & is_seen[views.visit]
    sent, clicked = visits.form >= 0, letters.clicked_at < NEVER
    came = guests.came
    parts = (
        (visits.person[is_seen], visits.start[is_seen], SESSION, False),
        (visits.person[views.visit[key]], views.at[key], KEY_PAGE, False),
        (visits.person[sent], visits.sent_at[sent], FORM, visits.form[sent] == DEMO),
        (letters.person[clicked], letters.clicked_at[clicked], CLICK, False),
        (guests.person[came], guests.joined_at[came], WEBINAR, False),
    )
    return Acts(
        np.concatenate([part[0] for part in parts]),
        np.concatenate([part[1] for part in parts]),
        np.concatenate([np.full(len(part[0]), part[2]) for part in parts]),
        np.concatenate([np.broadcast_to(np.asarray(part[3]), part[0].shape) for part in parts]),
    )


def marks(people: People, firms: Firms, acts: Acts, since: Ints) -> Ints:
    """Return when each person first deserved the mark, NEVER where they never did.

    Args:
        people: everyone.
        firms: where they work.
        acts: what they did.
        since: from when on each person can be marked: before, the tool knows no address.
    """
    seconds = (acts.at - int(acts.at.min(initial=0))) // SECOND
    far = np.int64(seconds.max(initial=0) + LOOKS_BACK + 1)
    order = np.lexsort((acts.points, acts.at, acts.person))
    acts, seconds = acts.taken(order), seconds[order]
    place = acts.person * far + seconds
    total = np.cumsum(acts.points)
    begins = np.searchsorted(place, np.maximum(place - LOOKS_BACK, acts.person * far))
    recent = total - np.where(begins > 0, total[np.maximum(begins - 1, 0)], 0)
    fits = _looks_fit(people, firms)[acts.person]
    deserves = (acts.asks_for_demo | (fits & (recent >= ENOUGH))) & (acts.at >= since[acts.person])
    found = np.full(len(people), NEVER)
    np.minimum.at(found, acts.person[deserves], acts.at[deserves])
    return found


def marked_by_tool(draws: Draws, name: str, deserved_at: Ints, lead_since: Ints) -> Ints:
    """Return when the tool showed each mark: mostly at once, some days late, some for nothing."""
    rng = draws.stream(f"marks {name}")
    count = len(deserved_at)
    delay = rng.integers(2, 90, count)
    delay = np.where(chance(rng, LATE, count), rng.integers(3600, LATE_BY, count), delay)
    shown = np.where(deserved_at < NEVER, deserved_at + delay * SECOND, NEVER)
    by_hand = chance(rng, BY_HAND, count) & (lead_since < NEVER) & (deserved_at >= NEVER)
    return np.where(by_hand, lead_since + rng.integers(1, 20, count) * 86400 * SECOND, shown)


def _looks_fit(people: People, firms: Firms) -> Flags:
    targets = np.isin(firms.industry, list(TARGET_INDUSTRIES))
    right = np.isin(people.kind, (OPERATIONS, IT, CUSTOMER))
    return np.asarray(
        right
        & ~people.hides_title
        & (firms.employees[people.firm] >= SMALL)
        & targets[people.firm],
        dtype=bool,
    )
