"""HubSpot as the CRM: whose records there Sales works on, and what it says of them over time.

There is one record per address, so that most leads are contacts which Marketing has already; who
left no address of their own, or another one, has a contact that Sales made. Sales takes it up with
a status and an owner.
"""

from dataclasses import replace

import numpy as np

from pipelines.simulator.cases import NEW, STATUSES
from pipelines.simulator.contacts import Contacts
from pipelines.simulator.crm_records import ContactsOfCrm
from pipelines.simulator.days import NEVER
from pipelines.simulator.draws import Flags, Ints, Texts
from pipelines.simulator.hubspot_ids import FIRST_MADE_BY_SALES, company_ids, owner_numbers
from pipelines.simulator.labels import History, label_history
from pipelines.simulator.lead_changes import QUEUE, owners, statuses
from pipelines.simulator.play import Played
from pipelines.simulator.salesforce_leads import account_of_firm

OFFICE = "info@"
BY_SALES = ("CRM_UI", "sales")


def with_sales_in_hubspot(played: Played) -> Played:
    """Return the play with every record of the CRM among HubSpot's contacts."""
    made = _Contacts(played)
    leads, crm = played.crm.leads, played.crm
    original = np.isin(np.arange(len(leads)), crm.of_case)
    of_lead, is_told = np.full(len(leads), -1), original.copy()
    for lead, (person, email, since) in enumerate(
        zip(leads.person.tolist(), leads.email.tolist(), leads.since.tolist(), strict=True)
    ):
        of_lead[lead], is_new = made.known_as(person, email, since)
        is_told[lead] |= is_new
    for lead in np.flatnonzero(leads.merged_into >= 0).tolist():
        made.merge(
            int(of_lead[lead]), int(of_lead[leads.merged_into[lead]]), int(leads.merged_at[lead])
        )
    of_person = np.full(len(played.people), -1)
    first = np.flatnonzero(original)[::-1]
    of_person[leads.person[first]] = of_lead[first]
    for person, since in zip(crm.contact_person.tolist(), crm.contact_since.tolist(), strict=True):
        if of_person[person] < 0:
            email = made.first_address(person) or played.people.email[person]
            of_person[person], _ = made.known_as(person, email, since)
        else:
            made.known_since(int(of_person[person]), since)
    named = np.zeros(len(played.people), bool)
    named[crm.contact_person] = True
    of_person[~named] = -1
    return replace(
        played,
        contacts=made.contacts(),
        in_hubspot=ContactsOfCrm(of_lead, of_person, is_told),
    )


class _Contacts:
    """HubSpot's contacts while Sales' records are looked up among them, or made."""

    def __init__(self, played: Played) -> None:
        self.before = played.contacts
        self.since: list[int] = self.before.since.tolist()
        self.person: list[int] = self.before.person.tolist()
        self.email: list[str] = self.before.email.tolist()
        self.merged_into: list[int] = self.before.merged_into.tolist()
        self.merged_at: list[int] = self.before.merged_at.tolist()
        self._by_address: dict[tuple[int, str], int] = {}
        for number, key in enumerate(zip(self.person, self.email, strict=True)):
            self._by_address.setdefault(key, number)

    def known_as(self, person: int, email: str, since: int) -> tuple[int, bool]:
        """Return whose contact an address is, at that moment at the latest, and if it was made."""
        number = self._by_address.get((person, email))
        if number is not None:
            self.known_since(number, since)
            return number, False
        number = self._by_address[person, email] = len(self.person)
        self.person.append(person)
        # an office's address is that of one contact, so that nobody else gets it
        self.email.append("" if email.startswith(OFFICE) else email)
        self.since.append(since)
        self.merged_into.append(-1)
        self.merged_at.append(int(NEVER))
        return number, True

    def known_since(self, number: int, since: int) -> None:
        """Let a contact have been made at a moment at the latest."""
        self.since[number] = min(self.since[number], since)

    def first_address(self, person: int) -> str:
        """Return the address of a person's first contact, nothing where there is none."""
        first = next((n for n, whose in enumerate(self.person) if whose == person), None)
        return "" if first is None else self.email[first]

    def merge(self, loser: int, winner: int, at: int) -> None:
        """Let one contact become part of another, if they are two."""
        if loser != winner and self.merged_into[loser] < 0:
            self.merged_into[loser], self.merged_at[loser] = winner, at

    def contacts(self) -> Contacts:
        """Return them all, with numbers for those that Sales made."""
        made = len(self.person) - len(self.before)
        numbers = FIRST_MADE_BY_SALES + 7 * np.arange(made)
        return Contacts(
            np.array(self.person, np.int64),
            np.array(self.since, np.int64),
            np.array(self.email, object),
            np.concatenate([self.before.number, numbers]),
            np.array(self.merged_into, np.int64),
            np.array(self.merged_at, np.int64),
            np.concatenate([self.before.tool, np.full(made, "hubspot", object)]),
        )


def contact_history(played: Played) -> History:
    """Return every value of a contact's properties of which HubSpot keeps the history."""
    history = label_history(played)
    if played.in_hubspot is None:
        return history
    parts = [history, *(_changes(*part) for part in sales_values(played).values())]
    whole = History(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in History.__dataclass_fields__
        )
    )
    order = np.lexsort((whole.at, whole.property.astype(str), whole.contact))
    return History(*(getattr(whole, name)[order] for name in whole.__dict__))


def sales_values(played: Played) -> dict[str, tuple[str, Ints, Ints, Texts]]:
    """Return, of each property that Sales sets, its name, contacts, moments and new values."""
    assert played.in_hubspot is not None
    crm, known = played.crm, played.in_hubspot
    leads = crm.leads
    told = np.flatnonzero(known.is_told)
    changed, (owned, first) = statuses(played), owners(played)
    words = np.array(STATUSES, object)
    has_owner = told[first[told] != QUEUE]
    member = np.flatnonzero(known.of_person >= 0)
    since = np.full(len(played.people), NEVER)
    since[crm.contact_person] = crm.contact_since
    firm = played.people.firm[member]
    return {
        "status": _set(
            "hs_lead_status",
            known.of_lead[np.concatenate([told, changed.lead])],
            np.concatenate([leads.since[told], changed.at]),
            np.concatenate([np.full(len(told), words[NEW], object), words[changed.new]]),
        ),
        "owner": _set(
            "hubspot_owner_id",
            known.of_lead[np.concatenate([has_owner, owned.lead])],
            np.concatenate([leads.since[has_owner], owned.at]),
            owner_numbers(np.concatenate([first[has_owner], owned.new])),
        ),
        "company": _set(
            "associatedcompanyid",
            known.of_person[member],
            since[member],
            company_ids(account_of_firm(played)[firm]),
        ),
    }


def _set(name: str, contact: Ints, at: Ints, value: Texts) -> tuple[str, Ints, Ints, Texts]:
    """Return values in order of contact and time, without those that were so already."""
    order = np.lexsort((at, contact))
    order = order[at[order] < NEVER]
    contact, at, value = contact[order], at[order], value[order]
    same: Flags = np.zeros(len(order), bool)
    same[1:] = (contact[1:] == contact[:-1]) & (value[1:] == value[:-1])
    return name, contact[~same], at[~same], value[~same]


def _changes(name: str, contact: Ints, at: Ints, value: Texts) -> History:
    whole = len(contact)
    source, number = (np.full(whole, word, object) for word in BY_SALES)
    return History(contact, np.full(whole, name, object), value, at, source, number)
