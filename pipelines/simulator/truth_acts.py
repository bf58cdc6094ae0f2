"""What Sales truly did, whom deals name, and who answered a campaign."""

import numpy as np

from pipelines.simulator.company import CAMPAIGNS
from pipelines.simulator.days import NEVER
from pipelines.simulator.draws import Flags, Ints, Texts
from pipelines.simulator.files import ids, shown_at
from pipelines.simulator.hubspot_sales import contact_of_acts
from pipelines.simulator.play import Played
from pipelines.simulator.salesforce import CONTACT, EVENT, LEAD, ROLE, TASK, campaign_ids
from pipelines.simulator.salesforce_acts import TO_DO, Done, calls_of, meetings_of
from pipelines.simulator.salesforce_people import PeopleObjects
from pipelines.simulator.truth_crm import DEPARTMENTS
from pipelines.simulator.truth_deals import deal_ids
from pipelines.simulator.truth_events import Part, as_tool_keeps_it, named
from pipelines.simulator.truth_hubspot import contacts_named
from pipelines.simulator.truth_notes import DAY_ONLY


def acts_parts(played: Played, moments: list[int]) -> list[Part]:
    """Return calls, e-mails, meetings, cards, roles on deals and answers to campaigns."""
    return [
        _cards(played, moments),
        _calls(played, moments),
        _meetings(played, moments),
        _roles(played, moments),
        # HubSpot keeps no members of campaigns
        *([] if played.in_hubspot is not None else [_answers(played, moments)]),
    ]


def _cards(played: Played, moments: list[int]) -> Part:
    cards = played.cards
    fairs = np.array([item.name for item in CAMPAIGNS], object)[cards.campaign]
    link = np.where(cards.is_blank, "lead, without own address", "contact").astype(object)
    return Part("fair", cards.person, as_tool_keeps_it(cards.taken_at),
                shown_at(moments, cards.typed_at), fairs, "", link)  # fmt: skip


def _told_of(played: Played, done: Done, last: int) -> Texts:
    """Return whom the last delivery names: a lead, or the contact it was converted into."""
    if played.in_hubspot is not None:
        found = contacts_named(played, contact_of_acts(played, done))
        return np.asarray(found.to_pylist(), object)
    crm = played.crm
    contact_of = np.full(len(played.people), -1)
    contact_of[crm.contact_person] = np.arange(len(crm.contact_person))
    contact = contact_of[done.person]
    converted = (done.lead < 0) | (crm.leads.converted_at[done.lead] <= last)
    since = np.where(contact >= 0, crm.contact_since[contact], NEVER)
    known = converted & (since <= last)
    return np.where(
        known,
        np.asarray(named("salesforce_contact", ids(CONTACT, contact)).to_pylist(), object),
        np.asarray(named("salesforce_lead", ids(LEAD, done.lead)).to_pylist(), object),
    )


def _taken(done: Done, which: Ints) -> Done:
    return Done(*(getattr(done, name)[which] for name in Done.__dataclass_fields__))


def _calls(played: Played, moments: list[int]) -> Part:
    calls = calls_of(played)
    numbers = np.flatnonzero(calls.kind != TO_DO)
    done = _taken(calls, numbers)
    ways = np.where(done.by_mail, "email", "call").astype(object)
    who = np.where(done.lead >= 0, "lead", "contact, where the CRM has one").astype(object)
    # HubSpot always keeps the hour
    only_day = done.is_undated & (played.in_hubspot is None)
    note = np.where(only_day, DAY_ONLY, "").astype(object)
    # an act of which only the day is known was typed in in the evening
    evening = played.days.starts[played.days.day_of(done.at)] + 17 * 3_600_000_000
    typed = np.where(done.is_undated, np.maximum(done.since, evening), done.since)
    return Part("sales_act", done.person, as_tool_keeps_it(done.at), shown_at(moments, typed),
                ways, ids(TASK, numbers), who, note=note,
                told_of=_told_of(played, done, moments[-1]),
                value=DEPARTMENTS[done.rep], noted=as_tool_keeps_it(typed))  # fmt: skip


def _meetings(played: Played, moments: list[int]) -> Part:
    held = meetings_of(played)
    who = np.where(held.lead >= 0, "lead", "contact, where the CRM has one").astype(object)
    return Part("meeting", held.person, as_tool_keeps_it(held.until),
                shown_at(moments, held.since), "", ids(EVENT, np.arange(len(held.at))), who,
                told_of=_told_of(played, held, moments[-1]),
                value=DEPARTMENTS[held.rep], noted=as_tool_keeps_it(held.since))  # fmt: skip


def _roles(played: Played, moments: list[int]) -> Part:
    """Return who was named on which deal, and who first."""
    crm, roles = played.crm, played.crm.roles
    contact_of = np.full(len(played.people), -1)
    contact_of[crm.contact_person] = np.arange(len(crm.contact_person))
    order = np.lexsort((roles.person, roles.since))
    deal, person, since = roles.deal[order], roles.person[order], roles.since[order]
    shown = shown_at(moments, np.maximum(since, played.deals.opened_at[deal]))
    primary: Flags = roles.is_primary[order]
    if played.in_hubspot is not None:
        told_of = contacts_named(played, played.in_hubspot.of_person[person])
    else:
        told_of = named("salesforce_contact", ids(CONTACT, contact_of[person]))
    return Part("role", person, as_tool_keeps_it(since), shown,
                np.where(primary, "primary", "other").astype(object),
                ids(ROLE, np.arange(len(order))),
                told_of=told_of, value=deal_ids(played, deal))  # fmt: skip


def _answers(played: Played, moments: list[int]) -> Part:
    """Return who answered a campaign, on a day of which the CRM keeps no hour."""
    exports = PeopleObjects(played).exports(moments[-1])
    export = next(item for item in exports if item.name == "CampaignMember")
    columns = {name: np.asarray(values, object) for name, values in export.columns.items()}
    which = np.flatnonzero(columns["HasResponded"] == "1")
    leads = played.crm.leads
    place = {number: n for n, number in enumerate(ids(LEAD, np.arange(len(leads))).tolist())}
    lead = np.array([place[number] for number in columns["LeadId"][which].tolist()], np.int64)
    days = [played.days.on(np.datetime64(day).astype(object)) for day in
            columns["FirstRespondedDate"][which].tolist()]  # fmt: skip
    noon = played.days.starts[np.array(days, np.int64)] + 12 * 3_600_000_000
    types = np.array([item.type for item in CAMPAIGNS], object)
    campaigns = campaign_ids(np.arange(len(CAMPAIGNS))).tolist()
    campaign = [campaigns.index(name) for name in columns["CampaignId"][which].tolist()]
    return Part("campaign_response", leads.person[lead], noon,
                shown_at(moments, export.since[which]), types[np.array(campaign, np.int64)],
                columns["Id"][which], note=DAY_ONLY,
                told_of=named("salesforce_lead", columns["LeadId"][which]),
                value=columns["CampaignId"][which],
                noted=as_tool_keeps_it(export.since[which]))  # fmt: skip
