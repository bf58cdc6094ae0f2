"""HubSpot's rows of what happened: forms sent, letters opened and followed."""

import numpy as np

from pipelines.simulator.company import (
    FORM_PAGES,
    FORM_TITLES,
    FORMS,
    MAIL,
    PORTAL_ID,
    SOURCES,
    WEBSITE,
)
from pipelines.simulator.days import NEVER
from pipelines.simulator.draws import Ints, Texts
from pipelines.simulator.files import instants
from pipelines.simulator.marketing_tools import HUBSPOT, first_contacts, is_in
from pipelines.simulator.play import Played


def forms_of(played: Played, before: int, moment: int) -> dict[str, object]:
    """Return the forms that became known between two deliveries."""
    sent, contacts = played.sent, played.contacts
    known = (sent.known_at > before) & (sent.known_at <= moment)
    mine = np.flatnonzero(known & is_in(played, HUBSPOT.name)[sent.contact])
    form = sent.form[mine]
    paths = [f"https://{WEBSITE}{path}" for path in FORM_PAGES]
    pages = np.array([*paths, ""], object)
    titles = np.array([*FORM_TITLES, "Trade fair: business card"], object)
    return {
        "contact_id": contacts.number[sent.contact[mine]].astype(str).astype(object),
        "form_id": np.array(FORMS, object)[form],
        "conversion_id": conversion_ids(mine),
        "timestamp": instants(sent.at[mine]),
        "page_url": pages[form],
        "page_id": np.full(len(mine), "", object),
        "title": titles[form],
        "portal_id": np.full(len(mine), PORTAL_ID, object),
    }


def conversion_ids(numbers: Ints) -> Texts:
    """Return a form's own id, by its number."""
    return np.array(
        [f"{n * 2654435761 % (1 << 32):08x}-f9f2-47d0-8f11-{n:012x}" for n in numbers.tolist()],
        dtype=object,
    )


def emails_of(played: Played, before: int, moment: int) -> dict[str, object]:
    """Return what was opened and clicked; a row's id says which letter of whom it was."""
    letters = played.letters
    address, first = first_addresses(played), first_contacts(played)
    ours = is_in(played, HUBSPOT.name)[first[letters.person]]
    columns: list[tuple[Ints, Ints, str]] = [
        (np.arange(len(letters.person)), letters.opened_at, "OPEN"),
        (np.flatnonzero(letters.clicked_at < NEVER), letters.clicked_at, "CLICK"),
    ]
    which, at, kind = [], [], []
    for numbers, moments_, word in columns:
        when = moments_[numbers]
        new = (when > before) & (when <= moment) & ours[numbers]
        which.append(numbers[new])
        at.append(when[new])
        kind.append(np.full(int(new.sum()), word, object))
    number, when, word_ = np.concatenate(which), np.concatenate(at), np.concatenate(kind)
    order = np.lexsort((word_.astype(str), number, when))
    number, when, word_ = number[order], when[order], word_[order]
    clicks = word_ == "CLICK"
    return {
        "id": np.array(
            [email_event_id(n, c) for n, c in zip(number.tolist(), clicks.tolist(), strict=True)],
            object,
        ),
        "type": word_,
        "created": when // 1000,
        "recipient": address[letters.person[number]],
        "emailCampaignId": 318840117 + letters.letter[number] * 1_275_725,
        "url": np.where(clicks, f"https://{WEBSITE}{SOURCES[MAIL].landing}", "").astype(object),
    }


def email_event_id(number: int, is_click: bool) -> str:
    """Return the id of an opening or of a click, by its letter's number."""
    return f"{number:08x}-{int(is_click):04x}-4c1e-9b2a-{number * 7 + int(is_click):012x}"


def first_addresses(played: Played) -> Texts:
    """Return the address of each person's first contact; empty for those without one."""
    address = np.full(len(played.people), "", object)
    order = np.arange(len(played.contacts))[::-1]
    address[played.contacts.person[order]] = played.contacts.email[order]
    return address
