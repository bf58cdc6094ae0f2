"""What the marketing tool truly saw: contacts and what they told, forms, letters, webinars, labels.

A contact stands in a delivery if it was made, marked or joined by another since the one before;
of one that was merged away before any delivery, only its number is ever seen.
"""

import numpy as np
import pyarrow as pa

from pipelines.simulator.company import FORMS
from pipelines.simulator.days import NEVER
from pipelines.simulator.draws import Flags, Ints, Texts, nth
from pipelines.simulator.files import mail_deliveries, shown_at
from pipelines.simulator.labels import History, label_history
from pipelines.simulator.letters import WEBINAR_TITLES
from pipelines.simulator.marketing import _crm_ids
from pipelines.simulator.marketing_events import (
    conversion_ids,
    email_event_id,
    first_addresses,
)
from pipelines.simulator.play import Played
from pipelines.simulator.truth_events import (
    Part,
    as_tool_keeps_it,
    named,
)
from pipelines.simulator.truth_notes import UNDATED, UNREADABLE
from pipelines.simulator.webinars import (
    CAME,
    NO_SUCH_DAY,
    NO_TIME,
    STAYED_AWAY,
    guest_ids,
    shown_on,
)

CONTACT = "hubspot_contact"


def marketing_parts(played: Played, moments: list[int]) -> list[Part]:
    """Return everything that the marketing tool and the webinar tool hold."""
    history = label_history(played)
    history.at = as_tool_keeps_it(history.at)
    exported = exports_of(played, history, moments)
    return [
        *_happenings(played, moments),
        *_contacts(played, exported, moments),
        *_set(played, history, moments),
        *_synced(played, exported, moments),
    ]


def exports_of(played: Played, history: History, moments: list[int]) -> list[Flags]:
    """Return, of each delivery, which contacts stand in it."""
    contacts, before, found = played.contacts, 0, []
    for moment in moments:
        changed = contacts.since.copy()
        told, merged = history.at <= moment, contacts.merged_at <= moment
        np.maximum.at(changed, history.contact[told], history.at[told])
        np.maximum.at(changed, contacts.merged_into[merged], contacts.merged_at[merged])
        found.append((contacts.since <= moment) & (changed > before) & ~merged)
        before = moment
    return found


def first_export(exported: list[Flags], moments: list[int], count: int) -> Ints:
    """Return the delivery in which each contact first stood, NEVER for those in none."""
    shown = np.full(count, NEVER)
    for moment, flags in zip(moments[::-1], exported[::-1], strict=True):
        shown[flags] = moment
    return shown


def _numbers(played: Played, contact: Ints) -> Texts:
    return np.asarray(played.contacts.number[contact].astype(str).astype(object))


def _contacts(played: Played, exported: list[Flags], moments: list[int]) -> list[Part]:
    """Return how contacts were made, what their form told of them, and how some became one."""
    contacts, people, firms, sent = played.contacts, played.people, played.firms, played.sent
    count, person = len(contacts), contacts.person
    shown = first_export(exported, moments, count)
    number = _numbers(played, np.arange(count))
    told_of = named(CONTACT, number)
    # the form that made the contact tells who they are
    form = np.full(count, -1)
    form[sent.contact[::-1]] = np.arange(len(sent.person))[::-1]
    at, firm = as_tool_keeps_it(sent.at[form]), people.firm[person]
    told: list[tuple[str, Texts, Flags]] = [
        ("email", contacts.email, np.zeros(count, bool)),
        ("title", people.title[person], people.hides_title[person]),
        ("company", firms.name[firm], people.hides_company[person]),
        ("industry", firms.industry[firm], np.zeros(count, bool)),
        ("employees", firms.employees[firm].astype(str).astype(object), np.zeros(count, bool)),
        ("country", firms.country[firm], people.hides_country[person]),
    ]
    gone = np.flatnonzero(contacts.merged_at < NEVER)
    winner = named(CONTACT, _numbers(played, contacts.merged_into[gone]))
    parts = [
        Part("record", person, as_tool_keeps_it(contacts.since), shown, CONTACT, number,
             told_of=told_of),
        Part("merged", person[gone], contacts.merged_at[gone],
             shown_at(moments, contacts.merged_at[gone]), CONTACT, number[gone],
             told_of=told_of.take(pa.array(gone)), value=winner),
    ]  # fmt: skip
    for name, values, hidden in told:
        which = np.flatnonzero(~hidden)
        parts.append(
            Part("attribute", person[which], at[which], shown[which], name, number[which],
                 told_of=told_of.take(pa.array(which)), value=values[which])
        )  # fmt: skip
    return parts


def _set(played: Played, history: History, moments: list[int]) -> list[Part]:
    """Return labels and budgets as they were set; what a merge swallowed unseen stays unseen."""
    contacts = played.contacts
    visible = shown_at(moments, history.at)
    visible = np.where(contacts.merged_at[history.contact] <= visible, NEVER, visible)
    number = _numbers(played, history.contact)
    parts = []
    for name, kind in (("lifecyclestage", "marketing_label"), ("budget", "attribute")):
        which = np.flatnonzero(history.property == name)
        words = history.value[which]
        parts.append(
            Part(kind, contacts.person[history.contact[which]], history.at[which], visible[which],
                 words if kind == "marketing_label" else name, number[which], "contact",
                 told_of=named(CONTACT, number[which]), value=words)
        )  # fmt: skip
    return parts


def _synced(played: Played, exported: list[Flags], moments: list[int]) -> list[Part]:
    """Return which contacts a delivery tied to a record of the CRM, the first of its person."""
    contacts, parts = played.contacts, []
    is_first = nth(contacts.person) == 0
    known: dict[str, Flags] = {
        kind: np.zeros(len(contacts), bool) for kind in ("salesforce_lead", "salesforce_contact")
    }
    for moment, flags in zip(moments, exported, strict=True):
        for (kind, before), ids in zip(known.items(), _crm_ids(played, moment), strict=True):
            own = ids[contacts.person]
            new = np.flatnonzero(flags & is_first & (own != "") & ~before)
            before[new] = True
            when = np.full(len(new), moment)
            number = _numbers(played, new)
            parts.append(
                Part("synced", contacts.person[new], when, when, kind, number,
                     told_of=named(CONTACT, number), value=named(kind, own[new]))
            )  # fmt: skip
    return parts


def _happenings(played: Played, moments: list[int]) -> list[Part]:
    sent, letters, guests = played.sent, played.letters, played.guests
    forms = np.array(FORMS, object)[sent.form]
    numbers = np.arange(len(letters.person))
    clicked = np.flatnonzero(letters.clicked_at < NEVER)
    titles = np.array(WEBINAR_TITLES, object)[guests.webinar % len(WEBINAR_TITLES)]
    shown = np.where(guests.written == NO_SUCH_DAY, NEVER, shown_on(played, moments))
    notes = np.select(
        [guests.written == NO_TIME, guests.written == NO_SUCH_DAY], [UNDATED, UNREADABLE], ""
    ).astype(object)
    kind = np.where(guests.came, titles, "no-show").astype(object)
    came = np.where(guests.came, CAME, STAYED_AWAY).astype(object)
    address = first_addresses(played)
    invited = np.where(address != "", address, played.people.email).astype(object)
    at, mailed = letters.clicked_at[clicked], mail_deliveries(moments)
    reader = named("email", address[letters.person])
    return [
        Part("form", sent.person, as_tool_keeps_it(sent.at), shown_at(moments, sent.known_at),
             forms, conversion_ids(np.arange(len(sent.person))), "contact",
             told_of=named(CONTACT, _numbers(played, sent.contact))),
        Part("email_open", letters.person, as_tool_keeps_it(letters.opened_at),
             shown_at(mailed, letters.opened_at), "", _mails(numbers, False), "address",
             told_of=reader),
        Part("email_click", letters.person[clicked], as_tool_keeps_it(at), shown_at(mailed, at),
             "", _mails(clicked, True), "address", told_of=reader.take(pa.array(clicked))),
        Part("webinar", guests.person, as_tool_keeps_it(guests.joined_at), shown, kind,
             guest_ids(np.arange(len(guests.person))), "address", note=notes,
             told_of=named("email", invited[guests.person]), value=came),
    ]  # fmt: skip


def _mails(numbers: Ints, clicks: bool) -> Texts:
    return np.array([email_event_id(number, clicks) for number in numbers.tolist()], object)
