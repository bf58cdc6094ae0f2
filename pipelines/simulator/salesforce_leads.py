"""Leads and what the CRM tracks of them, as the CRM exports them."""

from collections.abc import Iterator

import numpy as np

from pipelines.simulator.cases import NEW, STATUSES
from pipelines.simulator.company import (
    FAIR,
    MARKETING_OPS,
    REPS,
)
from pipelines.simulator.days import NEVER
from pipelines.simulator.draws import Flags, Ints, Texts
from pipelines.simulator.files import dates, flags, ids, instants
from pipelines.simulator.lead_changes import owners, statuses
from pipelines.simulator.names import FIRST_NAMES, LAST_NAMES
from pipelines.simulator.play import Played
from pipelines.simulator.salesforce import (
    ACCOUNT,
    CONTACT,
    DEAL,
    LEAD,
    LEAD_HISTORY,
    USER,
    Export,
    owner_ids,
)

_FIRSTS, _LASTS = np.array(FIRST_NAMES, object), np.array(LAST_NAMES, object)
_REPS = np.array([*(rep.name for rep in REPS), "Sales inbox"], object)


class LeadObjects:
    """What does not change from delivery to delivery is worked out once."""

    def __init__(self, played: Played) -> None:
        """Take what was played."""
        self.played = played
        self.statuses = statuses(played)
        self.owners, self.first_owner = owners(played)
        self.lead_ids = ids(LEAD, np.arange(len(played.crm.leads)))
        self.account_of_firm = account_of_firm(played)

    def exports(self, moment: int) -> Iterator[Export]:
        """Yield the leads and their history as they stood at a moment."""
        yield self._leads(moment)
        yield self._lead_history()

    def _leads(self, moment: int) -> Export:
        crm, people, firms = self.played.crm, self.played.people, self.played.firms
        leads = crm.leads
        person, firm = leads.person, people.firm[leads.person]
        status = self.statuses.as_of(moment, np.full(len(leads), NEW))
        owner = self.owners.as_of(moment, self.first_owner)
        converted = leads.converted_at <= moment
        merged = leads.merged_at <= moment
        changed = leads.since.copy()
        for changes in (self.statuses, self.owners):
            known = changes.at <= moment
            np.maximum.at(changed, changes.lead[known], changes.at[known])
        changed = np.where(merged, np.maximum(changed, leads.merged_at), changed)
        day = np.where(converted, self.played.days.day_of(leads.converted_at), 0)
        account = self.account_of_firm[firm]
        nothing = np.full(len(leads), "", object)

        def once(values: Texts, when: Flags) -> Texts:
            return np.where(when, values, nothing)

        return Export(
            "Lead",
            leads.since,
            {
                "Id": self.lead_ids,
                "IsDeleted": flags(merged),
                "MasterRecordId": once(ids(LEAD, leads.merged_into), merged),
                "LastName": _LASTS[people.last_name[person]],
                "FirstName": _FIRSTS[people.first_name[person]],
                "Company": once(firms.name[firm], ~people.hides_company[person]),
                "Title": once(people.title[person], ~people.hides_title[person]),
                "Email": leads.email,
                "Phone": nothing,
                "LeadSource": source_words(people.source[person]),
                "Status": np.array(STATUSES, object)[status],
                "Industry": firms.industry[firm],
                "NumberOfEmployees": firms.employees[firm].astype(str),
                "Country": once(firms.country[firm], ~people.hides_country[person]),
                "OwnerId": owner_ids(owner),
                "IsConverted": flags(converted),
                "ConvertedDate": once(dates(self.played.days, day), converted),
                "ConvertedAccountId": once(ids(ACCOUNT, account), converted),
                "ConvertedContactId": once(ids(CONTACT, leads.contact), converted),
                "ConvertedOpportunityId": once(ids(DEAL, leads.deal), converted),
                "CreatedDate": instants(leads.since),
                "SystemModstamp": instants(changed),
            },
        )

    def _lead_history(self) -> Export:
        leads, words = self.played.crm.leads, np.array(STATUSES, object)
        made, changed, owned = np.arange(len(leads)), self.statuses, self.owners
        converted = np.flatnonzero(leads.converted_at < NEVER)
        old_id, new_id = owner_ids(owned.old), owner_ids(owned.new)
        old_name, new_name = _REPS[owned.old], _REPS[owned.new]
        blank = np.full(len(leads), "", object)
        parts = (
            (made, leads.since, "created", "Text", blank, blank),
            (changed.lead, changed.at, "Status", "Text", words[changed.old], words[changed.new]),
            # an owner's change stands there twice: by id and by name
            (owned.lead, owned.at, "Owner", "EntityId", old_id, new_id),
            (owned.lead, owned.at, "Owner", "Text", old_name, new_name),
            (converted, leads.converted_at[converted], "leadConverted", "Text",
             blank[converted], blank[converted]),
        )  # fmt: skip
        lead = np.concatenate([part[0] for part in parts])
        at = np.concatenate([part[1] for part in parts])
        columns = [
            np.concatenate([np.broadcast_to(np.asarray(p[n], object), p[0].shape) for p in parts])
            for n in range(2, 6)
        ]
        order = np.argsort(at, kind="stable")
        count = len(order)
        return Export(
            "LeadHistory",
            at[order],
            {
                "Id": ids(LEAD_HISTORY, np.arange(count)),
                "IsDeleted": ["0"] * count,
                "LeadId": self.lead_ids[lead[order]],
                "CreatedById": ids(USER, np.full(count, MARKETING_OPS)),
                "CreatedDate": instants(at[order]),
                "Field": columns[0][order],
                "DataType": columns[1][order],
                "OldValue": columns[2][order],
                "NewValue": columns[3][order],
            },
        )


def account_of_firm(played: Played) -> Ints:
    """Return the account of each firm, -1 where the CRM has none."""
    account = np.full(len(played.firms.name), -1)
    account[played.crm.account_firm] = np.arange(len(played.crm.account_firm))
    return account


def source_words(source: Ints) -> Texts:
    """Return what the CRM calls the origin of each person."""
    return np.where(source == FAIR, "Trade Show", "Website").astype(object)
