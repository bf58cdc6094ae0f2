"""What people do on the website: sessions, the pages in them, the forms at their end.

A spell is a run of sessions of one person. The first ends in a form for whoever becomes a lead;
more sessions follow, and months later a few come back for another spell.
"""

from dataclasses import dataclass, fields

import numpy as np

from pipelines.simulator.company import (
    CONTACT,
    CUSTOMER,
    DEMO,
    FAIR,
    GUIDE,
    KINDS,
    LETTER,
    MAIL,
    OTHER,
    RAFFLE,
    RAFFLE_FORMS,
)
from pipelines.simulator.days import SECOND, Days
from pipelines.simulator.draws import Draws, Flags, Ints, Rng, chance, pick, pick_one, runs, spread
from pipelines.simulator.people import People

NO_FORM = -1
DIRECT, SEARCH = 0, 1
# between two sessions of one spell, in days; a few stay away for months
BEFORE_FORM, AFTER_FORM, LONG_AGO = 4.0, 7.0, 0.035
WEBINAR_ONLY = 0.035
HURRIED, LONGEST = 5, 1800
HALF_AN_HOUR = 1800 * SECOND


@dataclass
class Visits:
    """One item per web session. `form` is what was sent at its very end, or NO_FORM."""

    person: Ints
    start: Ints
    source: Ints
    form: Ints
    pages: Ints
    seconds: Ints
    spell: Ints

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.person)

    @property
    def sent_at(self) -> Ints:
        """When each session's form was sent; only of those that have one."""
        return self.start + self.seconds * SECOND

    def taken(self, which: Flags | Ints) -> "Visits":
        """Return some of them, in the order asked for."""
        return Visits(**{item.name: getattr(self, item.name)[which] for item in fields(self)})

    def joined(self, other: "Visits") -> "Visits":
        """Return these and those."""
        return Visits(
            **{
                item.name: np.concatenate([getattr(self, item.name), getattr(other, item.name)])
                for item in fields(self)
            }
        )


def first_spells(draws: Draws, days: Days, people: People) -> tuple[Visits, Flags]:
    """Return everyone's first sessions, and who will be known by a webinar's guest list alone."""
    rng = draws.stream("first spells")
    count, leads = len(people), people.becomes_lead
    at_booth = people.source == FAIR
    before = np.where(leads, 1 + rng.poisson(1.1, count), rng.geometric(0.42, count))
    before = np.where(at_booth, 0, np.minimum(before, 14))
    after = rng.poisson(np.where(leads, 0.5 + 4.5 * people.warmth**1.5, 0.0))
    person, place = runs(before + after)
    gaps = spread(rng, np.where(place < before[person], BEFORE_FORM, AFTER_FORM), 1.0, len(place))
    gaps = np.where(chance(rng, LONG_AGO, len(place)), rng.uniform(60, 260, len(place)), gaps)
    gaps = np.where((place == 0) & ~at_booth[person], 0.0, gaps)
    day = people.arrived_on[person] + _since_first(gaps, before + after)
    own = people.source[person]
    source = np.where(
        place == 0, own, _coming_back(rng, np.where(own == FAIR, DIRECT, own), len(place))
    )
    is_form = leads[person] & (place == before[person] - 1)
    shy = chance(rng, WEBINAR_ONLY, count) & leads & (people.kind <= OTHER)
    shy &= (people.source != RAFFLE) & ~at_booth
    form = np.where(is_form & ~shy[person], _first_forms(rng, people)[person], NO_FORM)
    again = (place >= before[person]) & ~shy[person] & (people.kind[person] <= CUSTOMER)
    buys = np.array([kind.accepted for kind in KINDS])[people.kind[person]]
    again &= chance(rng, (0.03 + 0.12 * people.warmth[person]) * buys, len(place))
    form = np.where(again & (people.source[person] != RAFFLE), _next_forms(rng, len(place)), form)
    return _laid_out(rng, days, people, person, day, source, form, 0), shy


def comebacks(draws: Draws, days: Days, people: People, who: Ints, when: Ints) -> Visits:
    """Return the sessions of those who come back at a moment, ending in a demo or a question."""
    rng = draws.stream("comebacks")
    counts = 1 + rng.poisson(1.0, len(who))
    owner, place = runs(counts)
    gaps = np.where(place == 0, 0.0, spread(rng, BEFORE_FORM, 0.8, len(place)))
    day = days.day_of(when)[owner] + _since_first(gaps, counts)
    form = np.where(
        place == counts[owner] - 1, np.where(chance(rng, 0.65, len(place)), DEMO, CONTACT), NO_FORM
    )
    source = np.where(chance(rng, 0.6, len(place)), DIRECT, SEARCH)
    return _laid_out(rng, days, people, who[owner], day, source, form, 1)


def from_letters(
    draws: Draws, days: Days, people: People, who: Ints, when: Ints, spell: Ints
) -> Visits:
    """Return the sessions that clicks in the monthly letter begin."""
    rng, same = draws.stream("from letters"), np.ones(len(who), np.int64)
    no_form = same * NO_FORM
    return _laid_out(rng, days, people, who, days.day_of(when), same * MAIL, no_form, spell, when)


def _since_first(gaps: np.ndarray, counts: Ints) -> Ints:
    """Return whole days since each run's beginning."""
    passed = np.cumsum(gaps)
    firsts = np.cumsum(counts) - counts
    passed -= np.repeat((passed - gaps)[np.minimum(firsts, len(gaps) - 1)], counts)
    return np.floor(passed).astype(np.int64)


def _coming_back(rng: Rng, own: Ints, count: int) -> Ints:
    how = pick_one(rng, np.array([0.5, 0.3, 0.2]), count)
    returns = np.where(np.isin(own, (RAFFLE, MAIL)), DIRECT, own)
    return np.choose(how, [np.full(count, DIRECT), np.full(count, SEARCH), returns])


def _first_forms(rng: Rng, people: People) -> Ints:
    weights = np.array([*(kind.forms for kind in KINDS), RAFFLE_FORMS])
    rows = np.where(people.source == RAFFLE, len(KINDS), people.kind)
    # a customer's staff does not sign up for an offer meant for strangers
    return pick(rng, weights, np.where(people.kind == CUSTOMER, CUSTOMER, rows))


def _next_forms(rng: Rng, count: int) -> Ints:
    which = pick_one(rng, np.array([0.5, 0.22, 0.18, 0.10]), count)
    return np.array([DEMO, GUIDE, CONTACT, LETTER])[which]


def _laid_out(
    rng: Rng,
    days: Days,
    people: People,
    person: Ints,
    day: Ints,
    source: Ints,
    form: Ints,
    spell: Ints | int,
    start: Ints | None = None,
) -> Visits:
    """Return sessions at hours of their days, those inside the time that is played."""
    if start is None:
        played = np.clip(day, 0, days.count - 1)
        moves = ~days.is_worked[played] & chance(rng, 0.6, len(day))
        day = np.where(moves, np.maximum(days.next_worked[played], day), day)
        start = days.sometime(rng, np.minimum(day, days.count))
    lead = people.becomes_lead[person]
    pages = 1 + np.where(
        lead,
        rng.poisson(0.7 + 1.7 * people.warmth[person]),
        rng.geometric(0.5, len(person)) - 1,
    )
    pages = np.minimum(np.where(form >= 0, np.maximum(pages, 2), pages), 18)
    seconds = HURRIED + np.round(pages * spread(rng, 42.0, 0.8, len(person)))
    seconds = np.minimum(seconds, LONGEST) + np.where(
        form >= 0, rng.integers(50, 240, len(person)), 0
    )
    spells = np.broadcast_to(np.asarray(spell, np.int64), person.shape)
    visits = Visits(person, start, source, form, pages, seconds.astype(np.int64), spells)
    # on the last evening a session is cut short, not carried into the next day
    visits.seconds = np.minimum(visits.seconds, np.maximum((days.end - start) // SECOND - 1, 1))
    return visits.taken((day < days.count) & (start < days.end - 10 * SECOND))


def apart(visits: Visits) -> Visits:
    """Return sessions in order of person and time, without those that begin inside another."""
    visits = visits.taken(np.lexsort((visits.start, visits.person)))
    ends = visits.start + visits.seconds * SECOND + HALF_AN_HOUR
    same = visits.person[1:] == visits.person[:-1]
    clash = same & (ends[:-1] > visits.start[1:])
    is_second, is_first = np.r_[False, clash], np.r_[clash, False]
    return visits.taken((visits.form >= 0) | ~(is_second | (is_first & (visits.form < 0))))
