"""What the marketing tool truly saw: contacts and what they told, forms, letters, webinars, labels.

A contact stands in a delivery if it was made, marked or joined by another since the one before;
of one that was merged away before any delivery, only its number is ever seen.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pac

from pipelines.simulator.company import FORMS
from pipelines.simulator.days import NEVER
from pipelines.simulator.draws import Flags, Ints, Texts, nth
from pipelines.simulator.files import mail_deliveries, shown_at
from pipelines.simulator.hubspot_crm import contact_history
from pipelines.simulator.labels import History
from pipelines.simulator.letters import WEBINAR_TITLES
from pipelines.simulator.marketing import crm_ids
from pipelines.simulator.marketing_events import (
    conversion_ids,
    email_event_id,
    first_addresses,
)
from pipelines.simulator.marketing_tools import (
    MARKETO,
    as_kept,
    first_contacts,
    is_in,
    label_words,
    record_kinds,
)
from pipelines.simulator.marketo_log import form_guids, mail_guids
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


def marketing_parts(played: Played, moments: list[int]) -> list[Part]:
    """Return everything that the marketing tool and the webinar tool hold."""
    history = contact_history(played)
    history.at = as_kept(played, history.contact, history.at)
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


def _named(played: Played, contact: Ints) -> pa.Array:
    return named(pa.array(record_kinds(played, contact), pa.string()), _numbers(played, contact))


def _first_forms(played: Played) -> Ints:
    """Return the form that made each contact, -1 where a list did."""
    sent, form = played.sent, np.full(len(played.contacts), -1)
    form[sent.contact[::-1]] = np.arange(len(sent.person))[::-1]
    return form


def _known_since(played: Played) -> Ints:
    """Return since when each contact is what its first form told of it."""
    contact, form = np.arange(len(played.contacts)), _first_forms(played)
    is_by_form = (form >= 0) & (played.sent.at[form] <= played.contacts.since)
    at = np.where(is_by_form, played.sent.at[form], played.contacts.since)
    return as_kept(played, contact, at)


def _contacts(played: Played, exported: list[Flags], moments: list[int]) -> list[Part]:
    """Return how contacts were made, what their form told of them, and how some became one."""
    contacts, people, firms = played.contacts, played.people, played.firms
    count, person = len(contacts), contacts.person
    everyone = np.arange(count)
    shown = first_export(exported, moments, count)
    number, told_of = _numbers(played, everyone), _named(played, everyone)
    # the form that made the contact tells who they are
    at, firm = _known_since(played), people.firm[person]
    # Marketo's log tells of every lead that was made
    logged = shown_at(moments, contacts.since)
    made_shown = np.where(is_in(played, MARKETO.name), logged, shown)
    kinds = record_kinds(played, everyone)
    told: list[tuple[str, Texts, Flags]] = [
        ("email", contacts.email, np.zeros(count, bool)),
        ("title", people.title[person], people.hides_title[person]),
        ("company", firms.name[firm], people.hides_company[person]),
        ("industry", firms.industry[firm], np.zeros(count, bool)),
        ("employees", firms.employees[firm].astype(str).astype(object), np.zeros(count, bool)),
        ("country", firms.country[firm], people.hides_country[person]),
    ]
    gone = np.flatnonzero(contacts.merged_at < NEVER)
    winner = _named(played, contacts.merged_into[gone])
    parts = [
        Part("record", person, as_kept(played, everyone, contacts.since), made_shown, kinds,
             number, told_of=told_of),
        Part("merged", person[gone], contacts.merged_at[gone],
             shown_at(moments, contacts.merged_at[gone]), kinds[gone], number[gone],
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
        contact, at = history.contact[which], history.at[which]
        words = label_words(played, contact, history.value[which])
        if kind == "marketing_label":
            # the status that a lead of Marketo's was made with has no time of its own
            made_with = (nth(contact) == 0) & is_in(played, MARKETO.name)[contact]
            at = np.where(made_with, _known_since(played)[contact], at)
        parts.append(
            Part(kind, contacts.person[contact], at, visible[which],
                 words if kind == "marketing_label" else name, number[which], "contact",
                 told_of=_named(played, contact), value=words)
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
        for (kind, before), ids in zip(known.items(), crm_ids(played, moment), strict=True):
            own = ids[contacts.person]
            new = np.flatnonzero(flags & is_first & (own != "") & ~before)
            before[new] = True
            when = np.full(len(new), moment)
            number = _numbers(played, new)
            parts.append(
                Part("synced", contacts.person[new], when, when, kind, number,
                     told_of=_named(played, new), value=named(kind, own[new]))
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
    mailed, who = mail_deliveries(moments), first_contacts(played)[letters.person]
    opened, at = (as_kept(played, who, item) for item in (letters.opened_at, letters.clicked_at))
    in_log = is_in(played, MARKETO.name)
    logged = pa.array(in_log[who])
    reader = pac.if_else(logged, _named(played, who), named("email", address[letters.person]))
    link = np.where(in_log[who], "contact", "address").astype(object)
    sent_guids = np.where(
        in_log[sent.contact],
        form_guids(np.arange(len(sent.person))),
        conversion_ids(np.arange(len(sent.person))),
    ).astype(object)
    return [
        Part("form", sent.person, as_kept(played, sent.contact, sent.at),
             shown_at(moments, sent.known_at), forms, sent_guids, "contact",
             told_of=_named(played, sent.contact)),
        Part("email_open", letters.person, opened, shown_at(mailed, letters.opened_at), "",
             _mails(in_log[who], numbers, False), link, told_of=reader),
        Part("email_click", letters.person[clicked], at[clicked],
             shown_at(mailed, letters.clicked_at[clicked]), "",
             _mails(in_log[who[clicked]], clicked, True), link[clicked],
             told_of=reader.take(pa.array(clicked))),
        Part("webinar", guests.person, as_tool_keeps_it(guests.joined_at), shown, kind,
             guest_ids(np.arange(len(guests.person))), "address", note=notes,
             told_of=named("email", invited[guests.person]), value=came),
    ]  # fmt: skip


def _mails(logged: Flags, numbers: Ints, clicks: bool) -> Texts:
    hubspot = np.array([email_event_id(number, clicks) for number in numbers.tolist()], object)
    return np.where(logged, mail_guids(numbers, clicks), hubspot).astype(object)
