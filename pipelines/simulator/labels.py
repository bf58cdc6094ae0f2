"""The marketing tool's own labels over time: set by forms, by its workflow, by the CRM's sync.

They move forward only, so that whoever comes back is first cleared and then marked anew; and they
are often not what both sides agreed to say.
"""

from dataclasses import dataclass

import numpy as np

from pipelines.simulator.company import FORMS, LETTER
from pipelines.simulator.contacts import Contacts
from pipelines.simulator.days import MINUTE, NEVER, SECOND
from pipelines.simulator.deals import FROM_CASE, WON
from pipelines.simulator.draws import Ints, Texts
from pipelines.simulator.play import Played

LABELS = (
    "subscriber",
    "lead",
    "marketingqualifiedlead",
    "salesqualifiedlead",
    "opportunity",
    "customer",
)


@dataclass
class History:
    """One item per value that a contact's property took, in order of contact and time."""

    contact: Ints
    property: Texts
    value: Texts
    at: Ints
    source: Texts
    source_id: Texts


def label_history(played: Played) -> History:
    """Return every value of every contact's label and budget."""
    contacts, sent = played.contacts, played.sent
    parts: list[tuple[Ints, str, Texts | str, Ints, str, Texts | str]] = []
    first_form = np.full(len(contacts), -1)
    order = np.arange(len(sent.person))[::-1]
    first_form[sent.contact[order]] = order
    form = sent.form[first_form]
    words = np.where(form == LETTER, LABELS[0], LABELS[1]).astype(object)
    names = np.array(FORMS, object)[form]
    # whom a list brought, the tool marks as nothing
    by_form = np.flatnonzero(first_form >= 0)
    # a contact that Sales made is marked by its first form as well
    formed = np.maximum(contacts.since, sent.known_at[first_form] + 12_000)[by_form]
    parts.append((by_form, "lifecyclestage", words[by_form], formed, "FORM", names[by_form]))
    own = _own(contacts, len(played.people))
    later = np.flatnonzero((form[sent.contact] == LETTER) & (sent.form != LETTER))
    later = later[np.unique(sent.contact[later], return_index=True)[1]]
    names = np.array(FORMS, object)[sent.form[later]]
    at = sent.known_at[later] + 12_000
    parts.append((sent.contact[later], "lifecyclestage", LABELS[1], at, "FORM", names))
    for spell, marked in enumerate(played.marked):
        known = np.flatnonzero((marked < NEVER) & (own >= 0))
        at = np.maximum(marked[known], contacts.since[own[known]] + SECOND)
        if spell:
            cleared = (own[known], "lifecyclestage", "", at - SECOND, "WORKFLOWS", "flow-return")
            parts.append(cleared)
        parts.append((own[known], "lifecyclestage", LABELS[2], at, "WORKFLOWS", "flow-scoring"))
    parts += _synced(played, own)
    rows = [
        np.concatenate(
            [np.broadcast_to(np.asarray(part[n], kind), part[0].shape) for part in parts]
        )
        for n, kind in enumerate((np.int64, object, object, np.int64, object, object))
    ]
    kept = rows[3] < NEVER
    history = History(*(row[kept] for row in rows))
    order = np.lexsort((history.at, history.property.astype(str), history.contact))
    return _forward_only(History(*(getattr(history, n)[order] for n in history.__dict__)))


def _own(contacts: Contacts, people: int) -> Ints:
    own = np.full(people, -1)
    order = np.arange(len(contacts))[::-1]
    own[contacts.person[order]] = order
    return own


def _synced(played: Played, own: Ints) -> list[tuple[Ints, str, Texts | str, Ints, str, str]]:
    """Return what came over from the CRM: met and budget known, deal opened, deal won."""
    cases, deals = played.cases, played.deals
    contact = own[cases.person]
    known = (contact >= 0) & (cases.budget_at < NEVER)
    met = np.maximum(cases.met_until, cases.budget_at)
    rng = played.draws.stream("budgets")
    budgets = (rng.integers(8, 90, len(cases)) * 1000).astype(str).astype(object)
    opened = np.flatnonzero((deals.origin == FROM_CASE) & (own[deals.person] >= 0))
    won = opened[(deals.outcome[opened] == WON)]
    sync = ("SALESFORCE", "sync")

    def labelled(who: Ints, word: str, at: Ints) -> tuple[Ints, str, Texts | str, Ints, str, str]:
        return who, "lifecyclestage", word, at, *sync

    return [
        (contact[known], "budget", budgets[known], cases.budget_at[known], *sync),
        labelled(contact[known], LABELS[3], met[known] + 5 * MINUTE),
        labelled(own[deals.person[opened]], LABELS[4], deals.opened_at[opened] + 10 * MINUTE),
        labelled(own[deals.person[won]], LABELS[5], deals.closed_at[won] + 10 * MINUTE),
    ]


def _forward_only(history: History) -> History:
    """Leave out labels that the tool would have refused: those that do not move forward."""
    rank = {label: place for place, label in enumerate(LABELS)}
    kept, highest, contact = [], -1, -1
    rows = zip(
        history.contact.tolist(), history.property.tolist(), history.value.tolist(), strict=True
    )
    for owner, name, value in rows:
        if name != "lifecyclestage":
            kept.append(True)
            continue
        if owner != contact:
            contact, highest = owner, -1
        if value == "":
            kept.append(highest >= 0)
            highest = -1
            continue
        kept.append(rank[value] > highest)
        highest = max(highest, rank[value])
    mask = np.array(kept, bool)
    return History(*(getattr(history, name)[mask] for name in history.__dict__))
