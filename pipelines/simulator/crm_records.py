"""The CRM's leads, contacts and accounts: some typed twice, merged or converted."""

from dataclasses import dataclass

import numpy as np

from pipelines.simulator.cases import QUALIFIED, Cases
from pipelines.simulator.company import CUSTOMER
from pipelines.simulator.days import DAY, NEVER, SECOND, Days
from pipelines.simulator.deals import EXPANSION, FROM_CASE, NOBODY, Deals
from pipelines.simulator.deals import SECOND as SECOND_DEAL
from pipelines.simulator.draws import Draws, Flags, Ints, Texts, chance, some
from pipelines.simulator.people import Firms, People

TYPED_TWICE, OTHER_ADDRESS, MERGED = 0.014, 0.4, 0.75
INFLUENCED, TWO = 0.35, 0.3


@dataclass
class Leads:
    """One item per lead record, in order of creation. `deal` and `contact` since its conversion."""

    person: Ints
    since: Ints
    email: Texts
    is_queued: Flags
    merged_into: Ints
    merged_at: Ints
    converted_at: Ints
    contact: Ints
    deal: Ints

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.person)


@dataclass
class Roles:
    """One item per person named on a deal, the first of each deal being the primary one."""

    deal: Ints
    person: Ints
    since: Ints
    is_primary: Flags


@dataclass
class Crm:
    """Everything that the CRM holds of people and firms; `of_case` is each case's lead."""

    leads: Leads
    of_case: Ints
    contact_person: Ints
    contact_since: Ints
    account_firm: Ints
    account_since: Ints
    customer_since: Ints
    roles: Roles


@dataclass
class ContactsOfCrm:
    """Which contact of HubSpot each lead and each person's contact is, where HubSpot is the CRM.

    `of_person` is -1 for who has none in the CRM; `is_told` marks leads of which it says a status,
    since a second record under an address that it knows cannot be made there.
    """

    of_lead: Ints
    of_person: Ints
    is_told: Flags


def name_people(draws: Draws, people: People, deals: Deals) -> Roles:
    """Return whom each deal names: its own person, and colleagues who have a say in it."""
    rng = draws.stream("roles")
    named = np.flatnonzero(np.isin(deals.origin, (FROM_CASE, EXPANSION, SECOND_DEAL)))
    asked = named[chance(rng, INFLUENCED, len(named)) & (deals.origin[named] == FROM_CASE)]
    asked = np.concatenate([asked, asked[chance(rng, TWO, len(asked))]])
    by_firm = np.argsort(people.firm, kind="stable")
    firsts = np.searchsorted(people.firm[by_firm], np.arange(people.firm.max() + 2))
    firm = deals.firm[asked]
    size = firsts[firm + 1] - firsts[firm]
    colleague = by_firm[firsts[firm] + rng.integers(0, 1 << 30, len(asked)) % np.maximum(size, 1)]
    _, once = np.unique(asked * len(people) + colleague, return_index=True)
    once = once[colleague[once] != deals.person[asked[once]]]
    asked, colleague = asked[once], colleague[once]
    later = deals.opened_at[asked] + rng.integers(60, 20 * 86400, len(asked)) * SECOND
    is_primary = np.r_[np.ones(len(named), bool), np.zeros(len(asked), bool)]
    return Roles(
        np.concatenate([named, asked]),
        np.concatenate([deals.person[named], colleague]),
        np.concatenate([deals.opened_at[named] + 240 * SECOND, later]),
        is_primary,
    )


def make_crm(
    draws: Draws,
    days: Days,
    people: People,
    firms: Firms,
    cases: Cases,
    deals: Deals,
    address: Texts,
) -> Crm:
    """Return the CRM's records; `address` is what each person's lead is filed under."""
    rng = draws.stream("crm records")
    of_case, opens = _leads_of(cases)
    made = np.flatnonzero(opens)
    person, since = cases.person[made], cases.in_crm[made] // SECOND * SECOND
    # a second record of the same person, typed in by hand
    twice = some(rng, np.flatnonzero(since < days.end - 3 * DAY), TYPED_TWICE)
    again_at = since[twice] + rng.integers(86400, 15 * 86400, len(twice)) * SECOND
    email = np.concatenate([address[person], address[person[twice]]])
    alias = len(made) + np.flatnonzero(chance(rng, OTHER_ADDRESS, len(twice)))
    email[alias] = [f"handy.{person[twice[n - len(made)]]}@postfach.example" for n in alias]
    count, size = len(made), len(made) + len(twice)
    merged_into, merged_at = np.full(size, -1), np.full(size, NEVER)
    gone = some(rng, np.arange(len(twice)), MERGED)
    merged_into[count + gone] = twice[gone]
    merged_at[count + gone] = again_at[gone] + rng.integers(4, 40, len(gone)) * DAY
    converted_at, deal = np.full(size, NEVER), np.full(size, NOBODY)
    from_case = np.flatnonzero(deals.origin == FROM_CASE)
    lead = of_case[deals.case[from_case]]
    converted_at[lead], deal[lead] = deals.opened_at[from_case], from_case
    leads = Leads(
        np.concatenate([person, person[twice]]), np.concatenate([since, again_at]), email,
        chance(rng, 0.55, size), merged_into, merged_at, converted_at, np.full(size, -1), deal,
    )  # fmt: skip
    _in_order_of_creation(leads, of_case)
    roles = name_people(draws, people, deals)
    contact_person, contact_since = _contacts(rng, days, people, leads, roles)
    contact_of = np.full(len(people), -1)
    contact_of[contact_person] = np.arange(len(contact_person))
    leads.contact = np.where(leads.converted_at < NEVER, contact_of[leads.person], -1)
    firm_since = np.full(len(firms.name), NEVER)
    np.minimum.at(firm_since, people.firm[contact_person], contact_since)
    np.minimum.at(firm_since, deals.firm, deals.opened_at - 60 * SECOND)
    account_firm = np.flatnonzero(firm_since < NEVER)
    account_firm = account_firm[np.argsort(firm_since[account_firm], kind="stable")]
    customer_since = np.where(firms.group == CUSTOMER, np.int64(0), NEVER)
    return Crm(
        leads, of_case, contact_person, contact_since, account_firm, firm_since[account_firm],
        customer_since[account_firm], roles,
    )  # fmt: skip


def _leads_of(cases: Cases) -> tuple[Ints, Flags]:
    """Return each case's lead and whether the case made it: an open record is used again."""
    opens = cases.in_crm < NEVER
    first = opens & (cases.spell == 0)
    lead_of_person = np.full(int(cases.person.max(initial=0)) + 1, -1)
    numbers = np.cumsum(opens) - 1
    lead_of_person[cases.person[first]] = numbers[first]
    converted = np.zeros(len(lead_of_person), bool)
    converted[cases.person[first & (cases.outcome == QUALIFIED)]] = True
    again = opens & (cases.spell > 0)
    reuses = again & (lead_of_person[cases.person] >= 0) & ~converted[cases.person]
    opens = opens & ~reuses
    numbers = np.cumsum(opens) - 1
    lead_of_person[cases.person[first]] = numbers[first]
    return np.where(reuses, lead_of_person[cases.person], np.where(opens, numbers, -1)), opens


def _in_order_of_creation(leads: Leads, of_case: Ints) -> None:
    order = np.argsort(leads.since, kind="stable")
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    leads.merged_into = np.where(leads.merged_into >= 0, place[leads.merged_into], -1)
    for name in leads.__dataclass_fields__:
        setattr(leads, name, getattr(leads, name)[order])
    of_case[:] = np.where(of_case >= 0, place[of_case], -1)


def _contacts(
    rng: np.random.Generator, days: Days, people: People, leads: Leads, roles: Roles
) -> tuple[Ints, Ints]:
    since = np.full(len(people), NEVER)
    converted = leads.converted_at < NEVER
    np.minimum.at(since, leads.person[converted], leads.converted_at[converted])
    np.minimum.at(since, roles.person, roles.since)
    # people of customers have been known for years
    old = np.flatnonzero((since < NEVER) & (people.kind == CUSTOMER))
    since[old] = days.begin - rng.integers(60, 900, len(old)) * DAY
    person = np.flatnonzero(since < NEVER)
    person = person[np.argsort(since[person], kind="stable")]
    return person, since[person]
