"""Marketo's files: leads, their log of activities, and the leads that were deleted.

Each delivery holds the leads that changed since the one before, as an export by date of change
does. The log's exports overlap by a day. What the website's forms set a lead to when they made it
stands in the lead alone. The log's attributes come as objects and as lists, its moments with Z and
with +0000, what is empty as the word null.
"""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np

from pipelines.simulator.company import SOURCES
from pipelines.simulator.days import DAY
from pipelines.simulator.draws import Flags, Texts, nth
from pipelines.simulator.files import folder_of, mail_deliveries, write_csv
from pipelines.simulator.labels import History, label_history
from pipelines.simulator.marketing import crm_ids
from pipelines.simulator.marketing_tools import MARKETO, is_in, label_words
from pipelines.simulator.marketo_deleted import deleted_leads, deletions
from pipelines.simulator.marketo_log import (
    CHANGE,
    CLICK,
    NULL,
    OPEN,
    VISIT,
    Log,
    in_seconds,
    log_of,
)
from pipelines.simulator.names import FIRST_NAMES, LAST_NAMES
from pipelines.simulator.play import Played

OVERLAP = DAY


def write_marketo(
    played: Played, folder: Path, moments: list[int], progress: Callable[[str], None]
) -> int:
    """Write every delivery's files; return how many."""
    history = label_history(played)
    log, deleted = log_of(played, history), deletions(played, history, moments)
    in_mail = np.isin(log.kind, (OPEN, CLICK))
    damaged = _damaged(log, moments)
    before, mailed, files = 0, 0, 0
    for number, moment in enumerate(moments):
        place, zone = folder / folder_of(moment), ("+0000", "Z")[number % 2]
        leads = _leads(played, history, before, moment)
        count = len(np.asarray(leads["id"]))
        if count:
            write_csv(place / "leads.csv", leads, quoted=False)
        new = ~in_mail & (log.known_at > before - OVERLAP) & (log.known_at <= moment)
        rows = _activities(played, log.taken(new & _is_there(played, log, moment)), moment, zone)
        _damage(rows, damaged)
        write_csv(place / "activities.csv", rows, quoted=False)
        write_csv(
            place / "deleted_leads.csv",
            deleted_leads(played, deleted, before, moment),
            quoted=False,
        )
        files += 2 + bool(count)
        if moment in mail_deliveries(moments):
            new = in_mail & (log.known_at > mailed) & (log.known_at <= moment)
            rows = _activities(played, log.taken(new), moment, zone)
            write_csv(place / "activities_letters.csv", rows, quoted=False)
            files, mailed = files + 1, moment
        before = moment
        progress(f"Marketo: delivery {number + 1} of {len(moments)}, {count:,} leads")
    return files


def _leads(played: Played, history: History, before: int, moment: int) -> dict[str, object]:
    """Return the leads that were made or changed since the delivery before."""
    contacts, people, firms = played.contacts, played.people, played.firms
    changed = contacts.since.copy()
    told, merged = history.at <= moment, contacts.merged_at <= moment
    np.maximum.at(changed, history.contact[told], history.at[told])
    np.maximum.at(changed, contacts.merged_into[merged], contacts.merged_at[merged])
    ours = is_in(played, MARKETO.name) & ~merged
    shown = np.flatnonzero((contacts.since <= moment) & (changed > before) & ours)
    person = contacts.person[shown]
    firm, source = people.firm[person], people.source[person]
    lead_of, contact_of = crm_ids(played, moment)
    is_first = (nth(contacts.person) == 0)[shown]
    channels = np.array([item.channel for item in SOURCES], object)
    employees = firms.employees[firm].astype(str).astype(object)
    return {
        "id": contacts.number[shown],
        "email": contacts.email[shown],
        "firstName": np.array(FIRST_NAMES, object)[people.first_name[person]],
        "lastName": np.array(LAST_NAMES, object)[people.last_name[person]],
        "title": _or_null(people.title[person], people.hides_title[person]),
        "company": _or_null(firms.name[firm], people.hides_company[person]),
        "industry": firms.industry[firm],
        "numberOfEmployees": employees,
        "country": _or_null(firms.country[firm], people.hides_country[person]),
        "leadStatus": _latest(played, history, "lifecyclestage", moment)[shown],
        "budget": _latest(played, history, "budget", moment)[shown],
        "leadSource": channels[source],
        "unsubscribed": np.full(len(shown), "false", object),
        "sfdcLeadId": _or_null(lead_of[person], ~is_first),
        "sfdcContactId": _or_null(contact_of[person], ~is_first),
        "createdAt": in_seconds(contacts.since[shown], "Z"),
        "updatedAt": in_seconds(changed[shown], "Z"),
    }


def _activities(played: Played, log: Log, moment: int, zone: str) -> dict[str, object]:
    """Return activities as an export writes them: of merged leads some carry the winner's id."""
    contact = log.contact.copy()
    for _ in range(2):
        merged = log.moves & (played.contacts.merged_at[contact] <= moment)
        contact[merged] = played.contacts.merged_into[contact[merged]]
    return {
        "marketoGUID": log.guid,
        "leadId": played.contacts.number[contact],
        "activityDate": in_seconds(log.at, zone),
        "activityTypeId": log.kind,
        "campaignId": np.full(len(log.guid), NULL, object),
        "primaryAttributeValueId": log.asset_id,
        "primaryAttributeValue": log.asset,
        "attributes": np.array(
            [
                _written(told, guid % 2 == 0)
                for told, guid in zip(log.attributes.tolist(), log.guid.tolist(), strict=True)
            ],
            object,
        ),
    }


def _written(told: dict[str, object], as_object: bool) -> str:
    """Return attributes as an object, or as the list of names and values that was there before."""
    if as_object:
        return json.dumps(told, ensure_ascii=False)
    pairs = [{"name": name, "value": value} for name, value in told.items() if value is not None]
    return json.dumps(pairs, ensure_ascii=False)


def _is_there(played: Played, log: Log, moment: int) -> Flags:
    """Return which activities an export holds: no changes of leads that are merged away by then."""
    return (log.kind != CHANGE) | (played.contacts.merged_at[log.contact] > moment)


def _damaged(log: Log, moments: list[int]) -> int:
    """Return the number of one page seen, whose attributes are cut off in every export."""
    seen = log.guid[(log.kind == VISIT) & (log.known_at <= moments[-1])]
    return int(seen[0]) if len(seen) else -1


def _damage(rows: dict[str, object], guid: int) -> None:
    texts = np.asarray(rows["attributes"], object)
    for place in np.flatnonzero(np.asarray(rows["marketoGUID"]) == guid).tolist():
        texts[place] = texts[place][: len(texts[place]) // 2]


def _latest(played: Played, history: History, name: str, moment: int) -> Texts:
    """Return what each contact's field holds at a moment."""
    known = np.flatnonzero((history.property == name) & (history.at <= moment))
    words = label_words(played, history.contact[known], history.value[known])
    found = np.full(len(played.contacts), NULL, object)
    found[history.contact[known]] = np.where(words == "", NULL, words)
    return found


def _or_null(values: Texts, hidden: Flags) -> Texts:
    return np.where(hidden | (values == ""), NULL, values).astype(object)
