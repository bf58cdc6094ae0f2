"""Marketo's deleted leads, which its log does not hold: they are asked for by themselves."""

import numpy as np

from pipelines.simulator.company import OUTSIDER
from pipelines.simulator.days import DAY, HOUR, NEVER
from pipelines.simulator.draws import Ints, some
from pipelines.simulator.files import shown_at
from pipelines.simulator.labels import History
from pipelines.simulator.marketing_tools import MARKETO, is_in
from pipelines.simulator.marketo_log import NULL, in_seconds
from pipelines.simulator.play import Played

SPAM, QUIET, OVERLAP = 0.1, 30 * DAY, 7 * DAY
FIRST, AGAIN, KIND = 371_000_000, 379_000_000, 37


def deletions(played: Played, history: History, moments: list[int]) -> Ints:
    """Return when each lead was deleted: with its merge, or as spam once nothing came of it."""
    contacts, sent, letters = played.contacts, played.sent, played.letters
    last = contacts.since.copy()
    np.maximum.at(last, history.contact, np.where(history.at < NEVER, history.at, 0))
    np.maximum.at(last, sent.contact, sent.known_at)
    of_person = np.zeros(len(played.people), np.int64)
    np.maximum.at(of_person, played.visits.person, played.visits.start)
    np.maximum.at(of_person, letters.person, letters.opened_at)
    last = np.maximum(last, of_person[contacts.person])
    rng = played.draws.stream("deleted leads")
    spam = is_in(played, MARKETO.name) & (played.people.kind[contacts.person] == OUTSIDER)
    alone = (contacts.merged_into < 0) & ~np.isin(np.arange(len(contacts)), contacts.merged_into)
    quiet = last + QUIET < moments[-1]
    chosen = some(rng, np.flatnonzero(spam & alone & quiet), SPAM)
    at = np.where(is_in(played, MARKETO.name), contacts.merged_at, NEVER)
    shown = shown_at(moments, last[chosen])
    at[chosen] = shown + rng.integers(1, 20, len(chosen)) * DAY
    return at


def deleted_leads(played: Played, deleted: Ints, before: int, moment: int) -> dict[str, object]:
    """Return the deletions that became known, those of the week before once more.

    Every fifth of them is told twice: the sync brought the lead back for an hour.
    """
    number = np.flatnonzero((deleted > before - OVERLAP) & (deleted <= moment))
    twice = np.intersect1d(number, np.argsort(deleted, kind="stable")[::5])
    lead = np.concatenate([number, twice])
    guid = np.concatenate([FIRST + number, AGAIN + twice])
    at = np.concatenate([deleted[number], deleted[twice] + HOUR])
    lead, guid, at = lead[at <= moment], guid[at <= moment], at[at <= moment]
    return {
        "marketoGUID": guid,
        "leadId": played.contacts.number[lead],
        "activityDate": in_seconds(at, "Z"),
        "activityTypeId": np.full(len(lead), KIND),
        "campaignId": np.full(len(lead), NULL, object),
        "primaryAttributeValueId": played.contacts.number[lead],
        "primaryAttributeValue": played.contacts.email[lead],
        "attributes": np.full(len(lead), "[]", object),
    }
