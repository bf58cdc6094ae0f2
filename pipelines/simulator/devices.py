"""Browsers: who uses which, which let themselves be counted, which tell who sits there."""

from dataclasses import dataclass

import numpy as np

from pipelines.simulator.behaviour import Visits
from pipelines.simulator.company import MAIL
from pipelines.simulator.days import NEVER, SECOND
from pipelines.simulator.draws import Draws, Flags, Ints, chance, pick_one
from pipelines.simulator.people import People

DENIED = 0.14
# how often the website knows its visitor again: from a letter's link, else by its own cookie
KNOWN_BY_LINK, KNOWN_AGAIN = 0.9, 0.3


@dataclass
class Browsers:
    """One item per browser; `of_person` is the first of each person's own."""

    owner: Ints
    allows: Flags
    of_person: Ints
    per_person: Ints


def make_browsers(draws: Draws, people: People) -> Browsers:
    """Return everyone's browsers; a shared one lets itself be counted."""
    rng = draws.stream("browsers")
    per_person = 1 + pick_one(rng, np.array([0.68, 0.26, 0.06]), len(people))
    of_person = np.cumsum(per_person) - per_person
    allows = ~chance(rng, DENIED, int(per_person.sum()))
    allows[of_person[people.shares_with[people.shares_with >= 0]]] = True
    owner = np.repeat(np.arange(len(people)), per_person)
    return Browsers(owner, allows, of_person, per_person)


def browsers_of(
    draws: Draws, name: str, people: People, browsers: Browsers, visits: Visits
) -> Ints:
    """Return the browser of each session: mostly the first of one's own, or a colleague's."""
    rng = draws.stream(f"browsers {name}")
    count = len(visits)
    own = pick_one(rng, np.array([0.8, 0.15, 0.05]), count)
    own = np.minimum(own, browsers.per_person[visits.person] - 1)
    colleague = people.shares_with[visits.person]
    borrowed = (colleague >= 0) & chance(rng, 0.6, count)
    return np.where(
        borrowed,
        browsers.of_person[np.maximum(colleague, 0)],
        browsers.of_person[visits.person] + own,
    )


def known_from(draws: Draws, visits: Visits, browser_allows: Flags, contact_since: Ints) -> Ints:
    """Return from when on each session tells who sits there, NEVER where it does not.

    A form tells it from its sending on; an earlier contact is known again now and then.
    """
    rng = draws.stream("known again")
    rate = np.where(visits.source == MAIL, KNOWN_BY_LINK, KNOWN_AGAIN)
    again = chance(rng, rate, len(visits)) & (contact_since[visits.person] < visits.start)
    sends = (visits.form >= 0) & (contact_since[visits.person] < NEVER)
    sent = np.where(sends, visits.start + visits.seconds * SECOND, NEVER)
    return np.where(browser_allows, np.where(again, visits.start, sent), NEVER)
