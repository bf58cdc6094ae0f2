"""The play itself, from who there is to what became of every deal: everything that truly happened.

Nothing here knows a file's format; what the tools saw of it is written by the vendors' modules.
"""

from dataclasses import dataclass

import numpy as np

from pipelines.simulator.behaviour import (
    Visits,
    apart,
    comebacks,
    first_spells,
    from_letters,
)
from pipelines.simulator.browsing import Views, browse
from pipelines.simulator.cases import Cases
from pipelines.simulator.company import DEMO
from pipelines.simulator.contacts import (
    Cards,
    Contacts,
    Sent,
    cards_of,
    forms_sent,
    make_contacts,
)
from pipelines.simulator.crm_records import ContactsOfCrm, Crm, make_crm
from pipelines.simulator.days import NEVER, Days
from pipelines.simulator.deal_states import States, states_of
from pipelines.simulator.deals import Deals, deals_of_cases, deals_of_sales, settle
from pipelines.simulator.devices import Browsers, browsers_of, known_from, make_browsers
from pipelines.simulator.draws import Draws, Ints
from pipelines.simulator.handover import (
    comers_back,
    crm_addresses,
    ends_of,
    first_of,
    handed_over,
    routing,
)
from pipelines.simulator.letters import Guests, Letters, hold_webinars, send_letters
from pipelines.simulator.people import Firms, People, make_people
from pipelines.simulator.sales import work
from pipelines.simulator.workflow import acts_of, marked_by_tool, marks


@dataclass
class Played:
    """Everything that happened, each part as its own module describes it.

    Attributes:
        browser, known_from: of each visit.
        deserved, marked: when each person's first and second spell earned the marketing tool's
            mark, and when the tool showed it.
        in_hubspot: whose contact is whose record of the CRM, where HubSpot is the CRM as well.
    """

    draws: Draws
    days: Days
    firms: Firms
    people: People
    browsers: Browsers
    visits: Visits
    browser: Ints
    known_from: Ints
    views: Views
    cards: Cards
    sent: Sent
    contacts: Contacts
    letters: Letters
    guests: Guests
    deserved: tuple[Ints, Ints]
    marked: tuple[Ints, Ints]
    cases: Cases
    deals: Deals
    states: States
    crm: Crm
    in_hubspot: ContactsOfCrm | None = None


def play(draws: Draws, days: Days, count: int) -> Played:
    """Let `count` people come, day by day, and Marketing and Sales do what they do."""
    firms, people = make_people(draws, days, count)
    browsers, cards = make_browsers(draws, people), cards_of(draws, days, people)
    visits, shy = first_spells(draws, days, people)
    sent = forms_sent(visits, cards)
    known_since = first_of(people, sent.person, sent.known_at)
    shy_since = np.where(shy, first_of(people, visits.person, visits.start), NEVER)
    letters = send_letters(draws, days, people, known_since)
    guests = hold_webinars(draws, days, people, known_since, shy_since)
    followed = np.flatnonzero(letters.clicked_at < NEVER)
    clicks = from_letters(
        draws, days, people, letters.person[followed], letters.clicked_at[followed],
        np.zeros(len(followed), np.int64),
    )  # fmt: skip
    visits = apart(visits.joined(clicks))
    views = browse(draws, "first", people, visits)
    browser = browsers_of(draws, "first", people, browsers, visits)
    acts = acts_of(visits, views, browsers.allows[browser], letters, guests)
    invited = first_of(people, guests.person[guests.came], guests.joined_at[guests.came])
    since = np.minimum(known_since, invited)
    deserved = marks(people, firms, acts, since)
    person, in_crm = handed_over(draws, days, people, deserved, visits, cards)
    demo = visits.form == DEMO
    asked = first_of(people, visits.person[demo], visits.sent_at[demo])
    is_hot = (asked <= deserved)[person] & (asked[person] < NEVER)
    cases = work(draws, days, people, firms, 0, person, deserved[person], in_crm, is_hot)
    deals = deals_of_cases(draws, days, people, firms, cases, 0)

    ended = ends_of(people, cases, deals)
    who, when = comers_back(draws, days, cases, ended)
    more = apart(comebacks(draws, days, people, who, when))
    more_views = browse(draws, "again", people, more)
    more_browsers = browsers_of(draws, "again", people, browsers, more)
    seen = browsers.allows[more_browsers]
    acts = acts.joined(acts_of(more, more_views, seen, letters.none(), guests.none()))
    # what was done before the end counts no more
    acts = acts.taken(acts.at > ended[acts.person])
    deserved_again = marks(people, firms, acts, ended)
    again = np.flatnonzero(deserved_again < NEVER)
    ready = deserved_again[again] + routing(draws, "again", len(again))
    demo = acts.asks_for_demo
    asked = first_of(people, acts.person[demo], acts.at[demo])
    is_hot = (asked <= deserved_again)[again]
    more_cases = work(draws, days, people, firms, 1, again, deserved_again[again], ready, is_hot)
    more_deals = deals_of_cases(draws, days, people, firms, more_cases, len(cases))
    cases, deals = cases.joined(more_cases), deals.joined(more_deals)
    taken = people.firm[cases.person]
    deals = deals.joined(deals_of_sales(draws, days, people, firms, taken, deals))
    settle(draws, days, firms, deals)
    states = states_of(draws, days, firms, deals)

    more_views.visit += len(visits)
    visits = visits.joined(more)
    views = Views(
        *(np.concatenate(pair) for pair in zip(_all(views), _all(more_views), strict=True))
    )
    browser = np.concatenate([browser, more_browsers])
    sent = forms_sent(visits, cards)
    contacts = make_contacts(draws, people, firms, sent)
    contact_since = first_of(people, contacts.person, contacts.since)
    known = known_from(draws, visits, browsers.allows[browser], contact_since)
    marked = (
        marked_by_tool(draws, "first", deserved, known_since),
        marked_by_tool(draws, "again", deserved_again, np.full(len(people), NEVER)),
    )
    address = crm_addresses(draws, people, firms, contacts, cards)
    crm = make_crm(draws, days, people, firms, cases, deals, address)
    return Played(
        draws, days, firms, people, browsers, visits, browser, known, views, cards, sent, contacts,
        letters, guests, (deserved, deserved_again), marked, cases, deals, states, crm,
    )  # fmt: skip


def _all(parts: Views) -> tuple[Ints, Ints, Ints]:
    return parts.visit, parts.page, parts.at
