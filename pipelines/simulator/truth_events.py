"""Every event that was played: whose it truly is, when it happened, when an extract first said so.

`link` says how the extracts tie it to its person; `none` that they cannot.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pac

from pipelines.simulator.cases import STATUSES
from pipelines.simulator.company import CAMPAIGNS, FORMS, SOURCES
from pipelines.simulator.days import NEVER
from pipelines.simulator.draws import Flags, Ints, Texts
from pipelines.simulator.files import ids, mail_deliveries, shown_at, write_csv
from pipelines.simulator.ga4_files import visible_at
from pipelines.simulator.ga4_rows import tag_of
from pipelines.simulator.labels import label_history
from pipelines.simulator.lead_changes import statuses
from pipelines.simulator.letters import WEBINAR_TITLES
from pipelines.simulator.marketing_events import conversion_ids, email_event_id
from pipelines.simulator.play import Played
from pipelines.simulator.salesforce import EVENT, LEAD, TASK
from pipelines.simulator.salesforce_acts import TO_DO, calls_of, meetings_of
from pipelines.simulator.web import EVENTS, Hits, Sessions
from pipelines.simulator.webinars import NO_SUCH_DAY, NO_TIME, guest_ids, shown_on

COLUMNS = ("kind", "word", "record", "link", "note")


@dataclass
class Part:
    """Events of one kind. Texts may be one for all; `note` says what is odd about some."""

    kind: str
    person: Ints
    at: Ints
    visible: Ints
    word: pa.Array | Texts | str
    record: pa.Array | Texts | str
    link: pa.Array | Texts | str
    consent: Flags | None = None
    note: Texts | str = ""


def write_events(
    played: Played, sessions: Sessions, hits: Hits, folder: Path, moments: list[int]
) -> int:
    """Write every event, in order of time; return how many."""
    parts = [
        *_web(played, sessions, hits),
        *_marketing(played, moments),
        *_sales(played, moments),
    ]
    at = np.concatenate([part.at for part in parts])
    happened = np.flatnonzero(at < played.days.end)
    order = happened[np.argsort(at[happened], kind="stable")]
    rows = pa.array(order)
    size = [len(part.person) for part in parts]
    texts = {
        name: pa.concat_arrays(
            [_text(getattr(part, name), count) for part, count in zip(parts, size, strict=True)]
        ).take(rows)
        for name in COLUMNS
    }
    consent = np.concatenate([_consent(part) for part in parts])[order]
    person = np.concatenate([part.person for part in parts])[order]
    visible = np.concatenate([part.visible for part in parts])[order]
    shown = pa.array(visible.astype("datetime64[us]"), mask=visible >= NEVER)
    number = pa.array(np.arange(len(order)) + 1).cast(pa.string())
    who = pac.utf8_lpad(pa.array(person).cast(pa.string()), 7, "0")
    write_csv(
        folder / "events.csv",
        {
            "event_id": number,
            "true_person_id": pac.binary_join_element_wise("P", who, ""),
            "kind": texts["kind"],
            "word": texts["word"],
            "occurred_at": _moments(pa.array(at[order].astype("datetime64[us]"))),
            "visible_at": _moments(shown),
            "record": texts["record"],
            "consent": pa.array(["", "denied", "given"]).take(pa.array(consent + 1)),
            "link": texts["link"],
            "note": texts["note"],
        },
        quoted=False,
    )
    return len(order)


def _moments(times: pa.Array) -> pa.Array:
    return times.cast(pa.timestamp("us", "UTC")).cast(pa.string())


def _text(values: "pa.Array | Texts | str", count: int) -> pa.Array:
    if isinstance(values, str):
        return pa.array([values]).take(pa.array(np.zeros(count, np.int64)))
    return values if isinstance(values, pa.Array) else pa.array(values, pa.string())


def _consent(part: Part) -> Ints:
    if part.consent is None:
        return np.full(len(part.person), -1)
    return part.consent.astype(np.int64)


def _web(played: Played, sessions: Sessions, hits: Hits) -> list[Part]:
    """Return sessions and hits; those without consent carry no id and belong to nobody."""
    visits, tag = played.visits, tag_of(played)
    client = tag.client.take(pa.array(played.browser))
    key = pac.binary_join_element_wise(client, pa.array(sessions.number).cast(pa.string()), ".")
    key = pac.if_else(pa.array(sessions.is_allowed), key, "")
    link = pa.array(_session_links(played, sessions), pa.string())
    seen = visible_at(played, hits)
    first_seen = np.full(len(visits), NEVER)
    np.minimum.at(first_seen, hits.visit, seen)
    channel = np.array([item.channel for item in SOURCES], object)[visits.source]
    visit = pa.array(hits.visit)
    names = pa.array(EVENTS).take(pa.array(hits.event))
    is_late = np.where(hits.is_late, "delivered late", "").astype(object)
    allowed = sessions.is_allowed
    return [
        Part("session", visits.person, visits.start, first_seen, channel, key, link, allowed),
        Part(
            "hit", visits.person[hits.visit], hits.at, seen, names, key.take(visit),
            link.take(visit), allowed[hits.visit], is_late,
        ),
    ]  # fmt: skip


def _session_links(played: Played, sessions: Sessions) -> Texts:
    """Return how each session is tied to its person: told in it, else by its browser, or not."""
    told = played.known_from < NEVER
    pairs = played.browser * len(played.people) + played.visits.person
    by_browser = np.isin(pairs, np.unique(pairs[told]))
    count = np.zeros(len(played.browsers.allows), np.int64)
    np.add.at(count, np.unique(pairs[told]) // len(played.people), 1)
    others = count[played.browser] > by_browser
    return np.select(
        [~sessions.is_allowed, told, by_browser & ~others, by_browser, others],
        ["none: consent denied", "told in it", "browser", "browser, shared", "none: a colleague's"],
        "none: nobody told",
    ).astype(object)


def _marketing(played: Played, moments: list[int]) -> list[Part]:
    sent, letters, guests = played.sent, played.letters, played.guests
    forms = np.array(FORMS, object)[sent.form]
    numbers = np.arange(len(letters.person))
    clicked = np.flatnonzero(letters.clicked_at < NEVER)
    titles = np.array(WEBINAR_TITLES, object)[guests.webinar % len(WEBINAR_TITLES)]
    shown = shown_on(played, moments)
    shown = np.where(guests.written == NO_SUCH_DAY, NEVER, shown)
    notes = np.select(
        [guests.written == NO_TIME, guests.written == NO_SUCH_DAY],
        ["without a time in the extract", "unreadable in the extract"],
        "",
    ).astype(object)
    kind = np.where(guests.came, titles, "no-show").astype(object)
    history = label_history(played)
    label = np.flatnonzero(history.property == "lifecyclestage")
    at, mailed = letters.clicked_at[clicked], mail_deliveries(moments)
    return [
        Part("form", sent.person, sent.at, shown_at(moments, sent.known_at), forms,
             conversion_ids(np.arange(len(sent.person))), "contact"),
        Part("email_open", letters.person, letters.opened_at,
             shown_at(mailed, letters.opened_at), "", _mails(numbers, False), "address"),
        Part("email_click", letters.person[clicked], at, shown_at(mailed, at), "",
             _mails(clicked, True), "address"),
        Part("webinar", guests.person, guests.joined_at, shown, kind,
             guest_ids(np.arange(len(guests.person))), "address", note=notes),
        Part("marketing_label", played.contacts.person[history.contact[label]],
             history.at[label], shown_at(moments, history.at[label]), history.value[label],
             played.contacts.number[history.contact[label]].astype(str).astype(object), "contact"),
    ]  # fmt: skip


def _mails(numbers: Ints, clicks: bool) -> Texts:
    return np.array([email_event_id(number, clicks) for number in numbers.tolist()], object)


def _sales(played: Played, moments: list[int]) -> list[Part]:
    leads, cards = played.crm.leads, played.cards
    changes = statuses(played)
    calls, meetings = calls_of(played), meetings_of(played)
    done = np.flatnonzero(calls.kind != TO_DO)
    ways = np.where(calls.by_mail[done], "email", "call").astype(object)
    fairs = np.array([item.name for item in CAMPAIGNS], object)[cards.campaign]
    who = np.where(calls.lead[done] >= 0, "lead", "contact, where the CRM has one").astype(object)
    met = np.where(meetings.lead >= 0, "lead", "contact, where the CRM has one").astype(object)
    undated = np.where(calls.is_undated[done], "only its day in the extract", "").astype(object)
    words = np.array(STATUSES, object)[changes.new]
    return [
        Part("fair", cards.person, cards.taken_at, shown_at(moments, cards.typed_at), fairs, "",
             np.where(cards.is_blank, "lead, without own address", "contact").astype(object)),
        Part("crm_label", leads.person[changes.lead], changes.at,
             shown_at(moments, changes.at), words,
             ids(LEAD, changes.lead), "lead"),
        Part("sales_act", calls.person[done], calls.at[done],
             shown_at(moments, calls.since[done]), ways, ids(TASK, done), who, note=undated),
        Part("meeting", meetings.person, meetings.until, shown_at(moments, meetings.since), "",
             ids(EVENT, np.arange(len(meetings.at))), met),
    ]  # fmt: skip
