"""Which pages are opened in each session, and when: the more interested, the more key pages."""

from dataclasses import dataclass

import numpy as np

from pipelines.simulator.behaviour import Visits
from pipelines.simulator.company import SOURCES
from pipelines.simulator.days import SECOND
from pipelines.simulator.draws import Draws, Ints, chance, pick_one, runs
from pipelines.simulator.pages import FORM_PAGE_NUMBERS, NUMBER_OF, PAGES
from pipelines.simulator.people import People


@dataclass
class Views:
    """One item per page opened: the session it belongs to, which page, and when."""

    visit: Ints
    page: Ints
    at: Ints


def browse(draws: Draws, name: str, people: People, visits: Visits) -> Views:
    """Return the pages opened in each session, in order of session and time."""
    rng = draws.stream(f"pages {name}")
    visit, place = runs(visits.pages)
    person = visits.person[visit]
    shares = np.array([0.0 if page.is_key else page.share for page in PAGES])
    keys = np.array([page.share if page.is_key else 0.0 for page in PAGES])
    landing = np.array([page.landing for page in PAGES])
    warm = np.where(people.becomes_lead, 0.04 + 0.42 * people.warmth, 0.02 + 0.2 * people.warmth)
    page = np.where(
        chance(rng, warm[person], len(visit)),
        pick_one(rng, keys, len(visit)),
        pick_one(rng, shares, len(visit)),
    )
    lands_on = np.array([NUMBER_OF.get(source.landing or "", -1) for source in SOURCES])
    lands_on = lands_on[visits.source[visit]]
    first = np.where(lands_on >= 0, lands_on, pick_one(rng, landing, len(visit)))
    page = np.where(place == 0, first, page)
    form = visits.form[visit]
    form_page = np.array([*FORM_PAGE_NUMBERS, 0])[form]
    is_last = place == visits.pages[visit] - 1
    page = np.where(is_last & (form >= 0), form_page, page)
    stay = rng.exponential(1.0, len(visit)) + 0.15
    passed = np.cumsum(stay)
    firsts = np.cumsum(visits.pages) - visits.pages
    before = (
        passed - stay - np.repeat((passed - stay)[np.minimum(firsts, len(stay) - 1)], visits.pages)
    )
    whole = np.add.reduceat(stay, firsts) if len(firsts) else stay
    at = visits.start[visit] + (before / whole[visit] * visits.seconds[visit] * SECOND).astype(
        np.int64
    )
    return Views(visit, page, at)
