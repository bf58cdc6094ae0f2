"""The marketing tool's contacts: who has which, under what address, made twice and merged."""

from dataclasses import dataclass

import numpy as np

from pipelines.simulator.behaviour import Visits
from pipelines.simulator.company import CAMPAIGNS, FAIR, FAIR_CARD, OTHER
from pipelines.simulator.days import DAY, HOUR, MINUTE, NEVER, SECOND, Days
from pipelines.simulator.draws import Draws, Flags, Ints, Rng, Texts, nth, some
from pipelines.simulator.people import Firms, People

NO_ADDRESS, TYPED_LATE, ROLE, TWICE, MERGED = 0.05, 0.06, 0.012, 0.06, 0.7
FIRST_ID = 10_482_000_000
NO_VISIT = -1


@dataclass
class Cards:
    """One item per business card from a fair; `typed_at` is when somebody typed it in."""

    person: Ints
    campaign: Ints
    taken_at: Ints
    typed_at: Ints
    # these left no address of their own and are known to the CRM alone
    is_blank: Flags


@dataclass
class Sent:
    """One item per form sent, on the website or for somebody, in order of becoming known."""

    person: Ints
    form: Ints
    at: Ints
    known_at: Ints
    visit: Ints
    contact: Ints


@dataclass
class Contacts:
    """One item per contact of the marketing tool, in order of creation.

    `merged_into` is the contact that it became part of, or -1; `tool` the tool that holds it.
    """

    person: Ints
    since: Ints
    email: Texts
    number: Ints
    merged_into: Ints
    merged_at: Ints
    tool: Texts

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.person)


def cards_of(draws: Draws, days: Days, people: People) -> Cards:
    """Return the cards of those who came to a booth."""
    rng = draws.stream("cards")
    person = np.flatnonzero(people.source == FAIR)
    at = days.starts[people.arrived_on[person]] + rng.integers(600, 1020, len(person)) * MINUTE
    fairs = [number for number, item in enumerate(CAMPAIGNS) if item.source == FAIR]
    firsts = np.array([days.on(CAMPAIGNS[number].first_day) for number in fairs])
    campaign = np.array(fairs)[np.searchsorted(firsts, people.arrived_on[person], "right") - 1]
    lasts = np.array([days.on(item.last_day) for item in CAMPAIGNS])[campaign]
    typed = days.starts[np.minimum(lasts + 1, len(days.dates) - 1)] + 8 * HOUR
    typed = days.after_work(typed, rng.uniform(0.5, 14, len(person)) * 3600) // SECOND * SECOND
    late = some(rng, np.arange(len(person)), TYPED_LATE)
    typed[late] = np.maximum(typed[late], at[late]) + rng.integers(20, 110, len(late)) * DAY
    blank = np.zeros(len(person), bool)
    blank[some(rng, np.arange(len(person)), NO_ADDRESS)] = True
    return Cards(person, campaign, at, typed, blank)


def forms_sent(visits: Visits, cards: Cards) -> Sent:
    """Return every form, as yet without its contact."""
    web, own = np.flatnonzero(visits.form >= 0), ~cards.is_blank
    at = np.concatenate([visits.sent_at[web], cards.taken_at[own]])
    known = np.concatenate([visits.sent_at[web], cards.typed_at[own]])
    person = np.concatenate([visits.person[web], cards.person[own]])
    form = np.concatenate([visits.form[web], np.full(int(own.sum()), FAIR_CARD)])
    visit = np.concatenate([web, np.full(int(own.sum()), NO_VISIT)])
    order = np.lexsort((person, at, known))
    nobody = np.full(len(order), -1)
    return Sent(person[order], form[order], at[order], known[order], visit[order], nobody)


def make_contacts(draws: Draws, people: People, firms: Firms, sent: Sent) -> Contacts:
    """Return the contacts that these forms made, and write into each form whose it is."""
    rng = draws.stream("contacts")
    count = len(sent.person)
    place = nth(sent.person)
    first = place == 0
    # somebody's second form, under another address, makes a second contact
    again = (place == 1) & (people.kind[sent.person] <= OTHER) & (sent.visit >= 0)
    double = np.zeros(count, bool)
    double[some(rng, np.flatnonzero(again), TWICE)] = True
    makes = np.flatnonzero(first | double)
    person, since = sent.person[makes], sent.known_at[makes] + 12_000
    email = people.email[person].copy()
    for number in np.flatnonzero(double[makes]):
        local = email[number].split("@")[0]
        email[number] = f"{local}.{person[number]}@postfach.example"
    _role_addresses(rng, people, firms, person, ~double[makes], email)
    own = np.full(len(people), -1)
    own[person[first[makes]]] = np.flatnonzero(first[makes])
    sent.contact[:] = own[sent.person]
    sent.contact[makes] = np.arange(len(makes))
    merged_into = np.full(len(makes), -1)
    merged_at = np.full(len(makes), NEVER)
    doubles = np.flatnonzero(double[makes])
    gone = some(rng, doubles, MERGED)
    merged_into[gone] = own[person[gone]]
    merged_at[gone] = since[gone] + rng.integers(8, 50, len(gone)) * DAY
    # ids rise with time, as they do there
    contact_ids: Ints = np.cumsum(rng.integers(40, 90_000, len(makes))) + FIRST_ID
    tool = np.full(len(makes), "hubspot", object)
    return Contacts(person, since, email, contact_ids, merged_into, merged_at, tool)


def _role_addresses(
    rng: Rng, people: People, firms: Firms, person: Ints, may: Flags, email: Texts
) -> None:
    """Let some sign up under an address that is nobody's own, one at each firm."""
    chosen = some(rng, np.flatnonzero(may & (people.kind[person] <= OTHER)), ROLE)
    firm = people.firm[person[chosen]]
    chosen = chosen[np.unique(firm, return_index=True)[1]]
    email[chosen] = [f"info@{domain}" for domain in firms.domain[people.firm[person[chosen]]]]
