"""Marketo's log of activities: what every lead did, and what was done to it.

To log another kind of activity, write a function that returns a `Log` of it, and name it in
`log_of`. Of a lead's values the log holds changes only, never what it was made with.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from pipelines.simulator.company import FORM_PAGES, FORMS, MAIL, SOURCES, WEBSITE
from pipelines.simulator.days import NEVER, SECOND
from pipelines.simulator.draws import Flags, Ints, Texts, nth
from pipelines.simulator.ga4_rows import contact_of_visits
from pipelines.simulator.labels import History
from pipelines.simulator.marketing_tools import MARKETO, first_contacts, is_in, label_words
from pipelines.simulator.pages import PAGES
from pipelines.simulator.play import Played

VISIT, FORM, OPEN, CLICK, NEW, CHANGE, MERGE = 1, 2, 10, 11, 12, 13, 32
# of one kind, numbers rise with time, as all of them do there
OF_A_KIND = 10_000_000
TYPED = 5_000_000
# of the leads, those whose form wrote title and company into an empty lead, one by one
WRITTEN_ONE_BY_ONE = 5
FIRST_FORM, FIRST_MAIL, FIRST_PAGE = 1001, 2001, 4001
NULL = "null"
FIELD_IDS = {"Lead Status": 15, "budget": 640, "Job Title": 9, "Company Name": 20}

Attributes = dict[str, str | int | bool | None]


@dataclass
class Log:
    """One item per activity; `known_at` is from when on an export holds it.

    `moves` says which go over to the winner where their lead was merged into another.
    """

    guid: Ints
    contact: Ints
    kind: Ints
    at: Ints
    known_at: Ints
    asset_id: Ints
    asset: Texts
    attributes: Texts
    moves: Flags

    def taken(self, which: Flags | Ints) -> "Log":
        """Return some of them, in the order asked for."""
        return Log(*(getattr(self, item.name)[which] for item in fields(self)))


def form_guids(numbers: Ints) -> Texts:
    """Return the log's numbers of forms, by the number of each form."""
    return _texts(FORM * OF_A_KIND + numbers)


def mail_guids(numbers: Ints, clicks: bool) -> Texts:
    """Return the log's numbers of letters opened or clicked in, by the letter's number."""
    return _texts((CLICK if clicks else OPEN) * OF_A_KIND + numbers)


def in_seconds(moments: Ints, zone: str) -> Texts:
    """Return moments as Marketo writes them: whole seconds, and a zone."""
    text = np.datetime_as_string((moments // SECOND).astype("datetime64[s]")).astype(object)
    return np.asarray(text + zone, object)


def log_of(played: Played, history: History) -> Log:
    """Return everything that Marketo logged, in order of time."""
    parts = (
        _made(played),
        _forms(played),
        _letters(played, OPEN),
        _letters(played, CLICK),
        _changes(played, history),
        _written(played),
        _merges(played),
        _pages(played),
    )
    log = Log(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Log)))
    log = log.taken(is_in(played, MARKETO.name)[log.contact])
    return log.taken(np.lexsort((log.guid, log.at)))


def _part(
    kind: int,
    number: Ints,
    contact: Ints,
    at: Ints,
    asset: Sequence[str] | Texts,
    asset_id: Ints,
    attributes: list[Attributes],
    known_at: Ints | None = None,
    moves: bool = False,
) -> Log:
    """Return activities of one kind, those among them that ever happened."""
    count = len(number)
    told = np.empty(count, object)
    told[:] = attributes
    log = Log(
        kind * OF_A_KIND + number, contact, np.full(count, kind), at,
        at if known_at is None else known_at, asset_id, np.array(asset, object), told,
        np.full(count, moves),
    )  # fmt: skip
    return log.taken(log.at < NEVER)


def _texts(numbers: Ints) -> Texts:
    return np.asarray(numbers.astype(str).astype(object))


def _made(played: Played) -> Log:
    contacts = played.contacts
    number = np.arange(len(contacts))
    by_form = np.isin(number, played.sent.contact)
    told: list[Attributes] = [
        {"Source Type": "Web form fillout" if form else "List import", "Lead Source": None}
        for form in by_form.tolist()
    ]
    asset = np.where(by_form, "Web form fillout", "List import").astype(object)
    return _part(NEW, number, number, contacts.since, asset, number, told)


def _forms(played: Played) -> Log:
    sent = played.sent
    pages = [*(f"https://{WEBSITE}{path}" for path in FORM_PAGES), None]
    told: list[Attributes] = [
        {"Webform ID": FIRST_FORM + form, "Form Fields": "{}", "Referrer URL": pages[form]}
        for form in sent.form.tolist()
    ]
    asset = np.array(FORMS, object)[sent.form]
    number = np.arange(len(sent.person))
    ids = FIRST_FORM + sent.form
    return _part(FORM, number, sent.contact, sent.at, asset, ids, told, sent.known_at)


def _letters(played: Played, kind: int) -> Log:
    letters = played.letters
    at = letters.clicked_at if kind == CLICK else letters.opened_at
    link = f"https://{WEBSITE}{SOURCES[MAIL].landing}"
    told: list[Attributes] = [
        {"Link": link if kind == CLICK else None, "Is Mobile Device": mobile}
        for mobile in (letters.person % 3 == 0).tolist()
    ]
    asset = [f"Monthly letter.{number + 1:02d}" for number in letters.letter.tolist()]
    contact = first_contacts(played)[letters.person]
    return _part(
        kind, np.arange(len(contact)), contact, at, asset, FIRST_MAIL + letters.letter, told
    )


def _changes(played: Played, history: History) -> Log:
    """Return the changes of status and budget, each with what stood there before."""
    is_label = history.property == "lifecyclestage"
    names = np.where(is_label, "Lead Status", history.property).astype(object)
    words = label_words(played, history.contact, history.value)
    place = nth(history.contact * 2 + is_label)
    # values lie in order of contact and property, so that the one before is the line before
    before = np.where(place > 0, np.r_[[""], words[:-1]], "") if len(words) else words
    told: list[Attributes] = [
        {"Old Value": old or None, "New Value": new or None, "Reason": reason, "Source": source}
        for old, new, reason, source in zip(
            before.tolist(), words.tolist(), history.source_id.tolist(), history.source.tolist(),
            strict=True,
        )
    ]  # fmt: skip
    ids = np.array([FIELD_IDS[name] for name in names.tolist()], np.int64)
    number = np.arange(len(words))
    log = _part(CHANGE, number, history.contact, history.at, names, ids, told)
    # the status that a lead is made with is no change
    return log.taken((place > 0) | ~is_label)


def _written(played: Played) -> Log:
    """Return how some forms wrote title and company into the lead that they had just made."""
    contacts, people, sent = played.contacts, played.people, played.sent
    makers = np.unique(sent.contact, return_index=True)[1]
    contact = sent.contact[makers]
    apart = np.isin(contact, contacts.merged_into) | (contacts.merged_into[contact] >= 0)
    chosen = np.flatnonzero((contact % WRITTEN_ONE_BY_ONE == 0) & ~apart)
    contact, at, known = contact[chosen], sent.at[makers[chosen]], sent.known_at[makers[chosen]]
    person = contacts.person[contact]
    firms = played.firms.name[people.firm[person]]
    fields_ = (
        ("Job Title", people.title[person], people.hides_title[person]),
        ("Company Name", firms, people.hides_company[person]),
    )
    logs = []
    for place, (name, values, hidden) in enumerate(fields_):
        told: list[Attributes] = [
            {"Old Value": None, "New Value": value, "Reason": "Form fill", "Source": "Web form"}
            for value in values.tolist()
        ]
        number = TYPED + 2 * contact + place
        ids = np.full(len(contact), FIELD_IDS[name])
        log = _part(CHANGE, number, contact, at, [name] * len(contact), ids, told, known)
        logs.append(log.taken(~hidden))
    return Log(*(np.concatenate([getattr(log, f.name) for log in logs]) for f in fields(Log)))


def _merges(played: Played) -> Log:
    """Return the merges; their lists of ids are written in every way that was seen."""
    contacts = played.contacts
    loser = np.flatnonzero(contacts.merged_at < NEVER)
    winner, number = contacts.merged_into[loser], contacts.number[loser]
    told: list[Attributes] = [
        {"Merge IDs": f"[{n}]" if n % 2 else str(n), "Merged in Sales": False,
         "Master Updated": bool(n % 3)}
        for n in number.tolist()
    ]  # fmt: skip
    asset = contacts.email[winner]
    at = contacts.merged_at[loser]
    return _part(MERGE, loser, winner, at, asset, contacts.number[winner], told)


def _pages(played: Played) -> Log:
    """Return the page at which each session began to tell who sits there."""
    views = played.views
    visit = np.flatnonzero(played.known_from < NEVER)
    first = np.full(len(played.visits), -1)
    first[views.visit[::-1]] = np.arange(len(views.visit))[::-1]
    page = views.page[first[visit]]
    told: list[Attributes] = [
        {"Webpage ID": FIRST_PAGE + number, "Webpage URL": PAGES[number].path,
         "Query Parameters": None}
        for number in page.tolist()
    ]  # fmt: skip
    asset = [PAGES[number].path for number in page.tolist()]
    contact = contact_of_visits(played)[visit]
    at = played.known_from[visit]
    return _part(VISIT, visit, contact, at, asset, FIRST_PAGE + page, told, moves=True)
