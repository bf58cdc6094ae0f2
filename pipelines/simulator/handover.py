"""Between Marketing and Sales: who comes to the CRM and when, and who comes back later."""

import numpy as np

from pipelines.simulator.behaviour import Visits
from pipelines.simulator.cases import (
    BUDGET,
    DISQUALIFIED,
    NO_CONTACT,
    NOT_A_BUYER,
    RECYCLED,
    TIMING,
    Cases,
)
from pipelines.simulator.company import CONTACT
from pipelines.simulator.contacts import Cards, Contacts
from pipelines.simulator.days import DAY, HOUR, MINUTE, NEVER, Days
from pipelines.simulator.deals import OPEN, Deals
from pipelines.simulator.draws import Draws, Ints, Texts, chance, some, spread
from pipelines.simulator.people import Firms, People

ENDS = (NOT_A_BUYER, NO_CONTACT, DISQUALIFIED, TIMING, BUDGET, RECYCLED)
COME_BACK = 0.16
ROUTED, ROUTED_SIGMA = 9.0, 1.1


def first_of(people: People, person: Ints, at: Ints) -> Ints:
    """Return when each person first did what these did, NEVER for those who did not."""
    found = np.full(len(people), NEVER)
    np.minimum.at(found, person, at)
    return found


def routing(draws: Draws, name: str, count: int) -> Ints:
    """Return how long records take from one tool to the other."""
    minutes = spread(draws.stream(f"routing {name}"), ROUTED, ROUTED_SIGMA, count)
    return (minutes * MINUTE).astype(np.int64)


def handed_over(
    draws: Draws, days: Days, people: People, deserved: Ints, visits: Visits, cards: Cards
) -> tuple[Ints, Ints]:
    """Return who came to the CRM and when: the qualified, those with a question, cards of fairs."""
    rng = draws.stream("handing over")
    ready = deserved + routing(draws, "first", len(people))
    ready = np.where(deserved < NEVER, ready, NEVER)
    # the last ones' records are still on their way
    lately = np.flatnonzero((deserved < days.end) & (deserved > days.end - 12 * DAY))
    lost = some(rng, lately if len(lately) else np.flatnonzero(deserved < NEVER)[-1:], 0.06)
    ready[lost] = NEVER
    question = visits.form == CONTACT
    asked = first_of(people, visits.person[question], visits.sent_at[question])
    asked = np.where(asked < NEVER, asked + routing(draws, "questions", len(people)), NEVER)
    imported = first_of(people, cards.person, cards.typed_at + HOUR)
    in_crm = np.minimum(np.minimum(ready, asked), imported)
    in_crm[lost] = NEVER
    person = np.flatnonzero((in_crm < NEVER) | (deserved < NEVER))
    order = np.argsort(np.minimum(in_crm, deserved)[person], kind="stable")
    return person[order], in_crm[person[order]]


def ends_of(people: People, cases: Cases, deals: Deals) -> Ints:
    """Return when each person's first case ended: handed back, disqualified, won or lost."""
    moment = np.full(len(people), NEVER)
    for what, at in ((cases.answer, cases.answered_at), (cases.outcome, cases.outcome_at)):
        over = np.isin(what, ENDS)
        moment[cases.person[over]] = at[over]
    closed = deals.outcome != OPEN
    moment[deals.person[closed]] = deals.closed_at[closed]
    return moment


def comers_back(draws: Draws, days: Days, cases: Cases, ended: Ints) -> tuple[Ints, Ints]:
    """Return who comes back some time after their case ended, and when."""
    rng = draws.stream("coming back")
    is_junk = np.isin(cases.answer, (NOT_A_BUYER, NO_CONTACT, DISQUALIFIED))
    able = cases.person[~is_junk & (ended[cases.person] < days.end - 14 * DAY)]
    who = some(rng, able, COME_BACK)
    when = ended[who] + (rng.uniform(8, 210, len(who)) * DAY).astype(np.int64)
    if len(who) and when.min() > days.end - 7 * DAY:
        when[0] = ended[who[0]] + 7 * DAY
    return who[when < days.end], when[when < days.end]


def crm_addresses(
    draws: Draws, people: People, firms: Firms, contacts: Contacts, cards: Cards
) -> Texts:
    """Return what each person's lead is filed under: their first contact's address, or little."""
    rng = draws.stream("crm addresses")
    address = people.email.copy()
    order = np.arange(len(contacts))[::-1]
    address[contacts.person[order]] = contacts.email[order]
    blank = cards.person[cards.is_blank]
    shared = chance(rng, 0.5, len(blank))
    at_firm = np.array([f"info@{domain}" for domain in firms.domain[people.firm[blank]]], object)
    address[blank] = np.where(shared, at_firm, "")
    return address
