"""Contacts, accounts and campaign members, as the CRM exports them."""

from collections.abc import Iterator

import numpy as np

from pipelines.simulator.company import (
    CAMPAIGNS,
    FAIR,
    LEADERS,
    MONTHLY_LETTER,
    PAID_SEARCH,
    RAFFLE,
    VP_SALES,
)
from pipelines.simulator.days import MINUTE, NEVER
from pipelines.simulator.deal_states import CLOSED_WON
from pipelines.simulator.draws import Ints, Texts, chance
from pipelines.simulator.files import dates, flags, ids, instants
from pipelines.simulator.names import FIRST_NAMES, LAST_NAMES
from pipelines.simulator.play import Played
from pipelines.simulator.salesforce import (
    ACCOUNT,
    CONTACT,
    LEAD,
    MEMBER,
    USER,
    Export,
    campaign_ids,
)
from pipelines.simulator.salesforce_leads import account_of_firm, source_words

GETS_LETTER = 0.08
_FIRSTS, _LASTS = np.array(FIRST_NAMES, object), np.array(LAST_NAMES, object)


def campaign_of(played: Played) -> Ints:
    """Return the campaign to which each person first responded, -1 for none."""
    campaign = np.full(len(played.people), -1)
    for number, item in enumerate(CAMPAIGNS):
        if item.source in (PAID_SEARCH, LEADERS, RAFFLE):
            campaign[played.people.source == item.source] = number
    campaign[played.cards.person] = played.cards.campaign
    return campaign


class PeopleObjects:
    """What does not change from delivery to delivery is worked out once."""

    def __init__(self, played: Played) -> None:
        """Take what was played."""
        self.played = played
        crm = played.crm
        self.lead_ids = ids(LEAD, np.arange(len(crm.leads)))
        self.contact_ids = ids(CONTACT, np.arange(len(crm.contact_person)))
        self.account_of_firm = account_of_firm(played)
        self.campaign = campaign_of(played)

    def exports(self, moment: int) -> Iterator[Export]:
        """Yield the objects of people as they stood at a moment."""
        yield self._contacts()
        yield self._accounts(moment)
        yield self._members(moment)

    def _contacts(self) -> Export:
        crm, people, firms = self.played.crm, self.played.people, self.played.firms
        person = crm.contact_person
        firm, count = people.firm[person], len(crm.contact_person)
        first, last = _FIRSTS[people.first_name[person]], _LASTS[people.last_name[person]]
        return Export(
            "Contact",
            crm.contact_since,
            {
                "Id": self.contact_ids,
                "IsDeleted": ["0"] * count,
                "MasterRecordId": [""] * count,
                "AccountId": ids(ACCOUNT, self.account_of_firm[firm]),
                "LastName": last,
                "FirstName": first,
                "Name": first + " " + last,
                "MailingCountry": firms.country[firm],
                "Email": self._contact_addresses(),
                "Title": people.title[person],
                "Department": [""] * count,
                "LeadSource": source_words(people.source[person]),
                "OwnerId": ids(USER, np.full(count, VP_SALES)),
                "CreatedDate": instants(crm.contact_since),
                "SystemModstamp": instants(crm.contact_since),
            },
        )

    def _contact_addresses(self) -> Texts:
        """Return a contact's address: its lead's, or the one that the person gave a rep."""
        leads, address = self.played.crm.leads, self.played.people.email.copy()
        own = np.flatnonzero(leads.merged_into < 0)[::-1]
        address[leads.person[own]] = leads.email[own]
        return address[self.played.crm.contact_person]

    def _accounts(self, moment: int) -> Export:
        crm, firms = self.played.crm, self.played.firms
        firm, count = crm.account_firm, len(crm.account_firm)
        since = crm.customer_since.copy()
        states, deals = self.played.states, self.played.deals
        won = states.stage == CLOSED_WON
        account = self.account_of_firm[deals.firm[states.deal[won]]]
        np.minimum.at(since, account, states.at[won])
        changed = np.where(since <= moment, np.maximum(since, crm.account_since), crm.account_since)
        return Export(
            "Account",
            crm.account_since,
            {
                "Id": ids(ACCOUNT, np.arange(count)),
                "IsDeleted": ["0"] * count,
                "MasterRecordId": [""] * count,
                "Name": firms.name[firm],
                "Type": np.where(since <= moment, "Customer", "Prospect").astype(object),
                "ParentId": [""] * count,
                "BillingCountry": firms.country[firm],
                "Industry": firms.industry[firm],
                "NumberOfEmployees": firms.employees[firm].astype(str),
                "OwnerId": ids(USER, np.full(count, VP_SALES)),
                "CreatedDate": instants(crm.account_since),
                "SystemModstamp": instants(changed),
            },
        )

    def _members(self, moment: int) -> Export:
        leads, people, days = self.played.crm.leads, self.played.people, self.played.days
        rng = self.played.draws.stream("campaign members")
        real = leads.merged_into < 0
        responded = np.flatnonzero(real & (self.campaign[leads.person] >= 0))
        letters = np.flatnonzero(real & chance(rng, GETS_LETTER, len(leads)))
        lead = np.concatenate([responded, letters])
        answers = np.arange(len(lead)) < len(responded)
        person = leads.person[lead]
        first = np.full(len(people), NEVER)
        np.minimum.at(first, self.played.sent.person, self.played.sent.at)
        np.minimum.at(first, self.played.cards.person, self.played.cards.taken_at)
        on = days.day_of(np.minimum(first[person], leads.since[lead]))
        at_fair = people.source[person] == FAIR
        since = leads.since[lead] + 4 * MINUTE
        order = np.argsort(since, kind="stable")
        converted = leads.converted_at[lead] <= moment
        words = np.where(answers, np.where(at_fair, "Visited booth", "Responded"), "Sent")
        columns = {
            "IsDeleted": np.full(len(lead), "0", object),
            "CampaignId": campaign_ids(np.where(answers, self.campaign[person], MONTHLY_LETTER)),
            "LeadId": self.lead_ids[lead],
            "ContactId": np.where(converted, ids(CONTACT, leads.contact[lead]), ""),
            "Status": words.astype(object),
            "HasResponded": flags(answers),
            "FirstRespondedDate": np.where(answers, dates(days, on), ""),
            "CreatedDate": instants(since),
        }
        return Export(
            "CampaignMember",
            since[order],
            {
                "Id": ids(MEMBER, np.arange(len(lead))),
                **{name: values[order] for name, values in columns.items()},
            },
        )
