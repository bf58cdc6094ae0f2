"""What truly became of the CRM's records: made, typed, owned, marked, merged, converted."""

import numpy as np
import pyarrow as pa

from pipelines.simulator.cases import NEW, STATUSES
from pipelines.simulator.company import REPS
from pipelines.simulator.days import NEVER
from pipelines.simulator.deal_states import CLOSED_WON
from pipelines.simulator.draws import Ints
from pipelines.simulator.files import ids, shown_at
from pipelines.simulator.lead_changes import owners, statuses
from pipelines.simulator.play import Played
from pipelines.simulator.salesforce import ACCOUNT, CONTACT, DEAL, LEAD, Export, owner_ids
from pipelines.simulator.salesforce_leads import LeadObjects, account_of_firm
from pipelines.simulator.salesforce_people import PeopleObjects
from pipelines.simulator.truth_events import Part, as_tool_keeps_it, named
from pipelines.simulator.truth_hubspot import hubspot_parts
from pipelines.simulator.truth_notes import UNTRACKED

# what the tool's own columns tell of a person or a firm
OF_LEADS = {"email": "Email", "title": "Title", "company": "Company", "industry": "Industry",
            "employees": "NumberOfEmployees", "country": "Country"}  # fmt: skip
OF_CONTACTS = {"email": "Email", "title": "Title", "country": "MailingCountry"}
OF_ACCOUNTS = {"company": "Name", "industry": "Industry", "employees": "NumberOfEmployees",
               "country": "BillingCountry"}  # fmt: skip
# as the CRM names the departments of those who own records; the inbox is everyone's
DEPARTMENTS = np.array([*(rep.department for rep in REPS), "queue"], object)


def crm_parts(played: Played, moments: list[int]) -> list[Part]:
    """Return everything that happened to records; what is typed in once counts from then on."""
    if played.in_hubspot is not None:
        return hubspot_parts(played, moments)
    crm, leads, last = played.crm, played.crm.leads, moments[-1]
    exports = {
        export.name: export
        for writer in (LeadObjects(played), PeopleObjects(played))
        for export in writer.exports(last)
    }
    nobody = np.full(len(crm.account_firm), -1)
    return [
        *_typed("salesforce_lead", leads.person, exports["Lead"], OF_LEADS, moments),
        *_typed("salesforce_contact", crm.contact_person, exports["Contact"], OF_CONTACTS, moments),
        *_typed("salesforce_account", nobody, exports["Account"], OF_ACCOUNTS, moments),
        _customers(played, moments),
        *_marked(played, moments),
        *_owned(played, moments),
        *_joined(played, moments),
    ]


def _typed(
    kind: str, person: Ints, export: Export, names: dict[str, str], moments: list[int]
) -> list[Part]:
    """Return how records of one object were made, and what was typed in with them."""
    columns = {name: np.asarray(values, object) for name, values in export.columns.items()}
    at, record = as_tool_keeps_it(export.since), columns["Id"]
    visible, told_of = shown_at(moments, at), named(kind, record)
    parts = [Part("record", person, at, visible, kind, record, told_of=told_of)]
    for name, column in names.items():
        there = np.flatnonzero(columns[column] != "")
        parts.append(
            Part("attribute", person[there], at[there], visible[there], name, record[there],
                 told_of=told_of.take(pa.array(there)), value=columns[column][there])
        )  # fmt: skip
    return parts


def _customers(played: Played, moments: list[int]) -> Part:
    """Return since when each account is a customer: for years, or since a deal was won."""
    crm, states = played.crm, played.states
    since = crm.customer_since.copy()
    won = np.flatnonzero(states.stage == CLOSED_WON)
    account = account_of_firm(played)[played.deals.firm[states.deal[won]]]
    np.minimum.at(since, account, states.at[won])
    number = np.flatnonzero(since < NEVER)
    at = as_tool_keeps_it(np.maximum(since, crm.account_since)[number])
    record = ids(ACCOUNT, number)
    return Part("attribute", np.full(len(number), -1), at, shown_at(moments, at), "account_type",
                record, note=UNTRACKED, told_of=named("salesforce_account", record),
                value="Customer")  # fmt: skip


def _marked(played: Played, moments: list[int]) -> list[Part]:
    """Return every status of every lead; the first is told by the history of the second."""
    leads, changes = played.crm.leads, statuses(played)
    words = np.array(STATUSES, object)
    tracked = np.isin(np.arange(len(leads)), changes.lead[changes.at <= moments[-1]])
    made, number = ids(LEAD, np.arange(len(leads))), ids(LEAD, changes.lead)
    at = as_tool_keeps_it(leads.since)
    return [
        Part("crm_label", leads.person, at, shown_at(moments, at), words[NEW], made, "lead",
             note=np.where(tracked, "", UNTRACKED).astype(object),
             told_of=named("salesforce_lead", made)),
        Part("crm_label", leads.person[changes.lead], as_tool_keeps_it(changes.at),
             shown_at(moments, changes.at), words[changes.new], number, "lead",
             told_of=named("salesforce_lead", number)),
    ]  # fmt: skip


def _owned(played: Played, moments: list[int]) -> list[Part]:
    leads = played.crm.leads
    changes, first = owners(played)
    made, number = ids(LEAD, np.arange(len(leads))), ids(LEAD, changes.lead)
    at = as_tool_keeps_it(leads.since)
    return [
        Part("owner", leads.person, at, shown_at(moments, at), DEPARTMENTS[first], made, "lead",
             told_of=named("salesforce_lead", made), value=owner_ids(first)),
        Part("owner", leads.person[changes.lead], changes.at, shown_at(moments, changes.at),
             DEPARTMENTS[changes.new], number, "lead",
             told_of=named("salesforce_lead", number), value=owner_ids(changes.new)),
    ]  # fmt: skip


def _joined(played: Played, moments: list[int]) -> list[Part]:
    """Return which leads became one, which became a contact with a deal, and who works where."""
    crm, leads, firm = played.crm, played.crm.leads, played.people.firm
    account = account_of_firm(played)

    def lead(which: Ints) -> pa.Array:
        return named("salesforce_lead", ids(LEAD, which))

    gone = np.flatnonzero(leads.merged_at < NEVER)
    done = np.flatnonzero(leads.converted_at < NEVER)
    became = leads.converted_at[done]
    contact = named("salesforce_contact", ids(CONTACT, leads.contact[done]))
    whole = np.arange(len(crm.contact_person))
    works = named("salesforce_account", ids(ACCOUNT, account[firm[crm.contact_person]]))
    bought = named("salesforce_account", ids(ACCOUNT, account[firm[leads.person[done]]]))
    since = as_tool_keeps_it(crm.contact_since)
    return [
        Part("merged", leads.person[gone], leads.merged_at[gone],
             shown_at(moments, leads.merged_at[gone]), "salesforce_lead", ids(LEAD, gone),
             told_of=lead(gone), value=lead(leads.merged_into[gone])),
        Part("converted", leads.person[done], became, shown_at(moments, became),
             ids(DEAL, leads.deal[done]), ids(LEAD, done), told_of=lead(done), value=contact),
        Part("member", leads.person[done], became, shown_at(moments, became), "",
             ids(LEAD, done), told_of=lead(done), value=bought),
        Part("member", crm.contact_person, since, shown_at(moments, since), "",
             ids(CONTACT, whole), told_of=named("salesforce_contact", ids(CONTACT, whole)),
             value=works),
    ]  # fmt: skip
