"""What truly became of HubSpot's records where it is the CRM: taken up, marked, owned, joined."""

import numpy as np
import pyarrow as pa

from pipelines.simulator.company import REPS
from pipelines.simulator.days import NEVER
from pipelines.simulator.deal_states import CLOSED_WON
from pipelines.simulator.draws import Ints, Texts
from pipelines.simulator.files import shown_at
from pipelines.simulator.hubspot_crm import sales_values
from pipelines.simulator.hubspot_ids import company_ids, owner_numbers
from pipelines.simulator.play import Played
from pipelines.simulator.salesforce_leads import account_of_firm
from pipelines.simulator.salesforce_people import PeopleObjects
from pipelines.simulator.truth_events import Part, as_tool_keeps_it, named
from pipelines.simulator.truth_notes import UNTRACKED

OF_COMPANIES = {"company": "Name", "industry": "Industry", "employees": "NumberOfEmployees",
                "country": "BillingCountry"}  # fmt: skip


def hubspot_parts(played: Played, moments: list[int]) -> list[Part]:
    """Return everything that happened to records of Sales; a merged one shows nothing any more."""
    values = sales_values(played)
    _, status_of, status_at, status = values["status"]
    _, owned, owned_at, owner = values["owner"]
    _, member, member_at, company = values["company"]
    departments = dict(
        zip(owner_numbers(np.arange(len(REPS))), (rep.department for rep in REPS), strict=True)
    )
    teams = np.array([departments[number] for number in owner.tolist()], object)
    taken, at = _first(np.concatenate([status_of, owned]), np.concatenate([status_at, owned_at]))
    person = played.contacts.person
    number, told_of = numbers_of(played, member), contacts_named(played, member)
    # the company has no history in our models: whose it is now it is from the record's beginning
    since = as_tool_keeps_it(played.contacts.since[member])
    return [
        *_companies(played, moments),
        Part("record", person[taken], as_tool_keeps_it(at), _shown(played, moments, taken, at),
             "hubspot_lead", numbers_of(played, taken), told_of=contacts_named(played, taken)),
        Part("crm_label", person[status_of], as_tool_keeps_it(status_at),
             _shown(played, moments, status_of, status_at), status, numbers_of(played, status_of),
             "contact", told_of=contacts_named(played, status_of)),
        Part("owner", person[owned], as_tool_keeps_it(owned_at),
             _shown(played, moments, owned, owned_at), teams, numbers_of(played, owned),
             "contact", told_of=contacts_named(played, owned), value=owner),
        Part("member", person[member], since, _shown(played, moments, member, member_at), "",
             number, told_of=told_of, value=named("hubspot_company", company)),
    ]  # fmt: skip


def numbers_of(played: Played, contact: Ints) -> Texts:
    """Return the numbers of contacts, empty below 0."""
    found = played.contacts.number[contact].astype(str).astype(object)
    return np.where(contact >= 0, found, "")


def contacts_named(played: Played, contact: Ints) -> pa.Array:
    """Return what the truth calls contacts."""
    return named("hubspot_contact", numbers_of(played, contact))


def _shown(played: Played, moments: list[int], contact: Ints, at: Ints) -> Ints:
    """Return since when a delivery shows it; of a contact that was merged before, none does."""
    visible = shown_at(moments, at)
    return np.where(played.contacts.merged_at[contact] <= visible, NEVER, visible)


def _first(contact: Ints, at: Ints) -> tuple[Ints, Ints]:
    order = np.lexsort((at, contact))
    found, place = np.unique(contact[order], return_index=True)
    return found, at[order][place]


def _companies(played: Played, moments: list[int]) -> list[Part]:
    """Return the companies, what was typed in with them, and since when they are customers."""
    crm, states = played.crm, played.states
    export = list(PeopleObjects(played).exports(moments[-1]))[1]
    columns = {name: np.asarray(values, object) for name, values in export.columns.items()}
    number = company_ids(np.arange(len(export.since)))
    nobody = np.full(len(number), -1)
    at, told_of = as_tool_keeps_it(export.since), named("hubspot_company", number)
    visible = shown_at(moments, at)
    parts = [Part("record", nobody, at, visible, "hubspot_company", number, told_of=told_of)]
    for name, column in OF_COMPANIES.items():
        parts.append(
            Part("attribute", nobody, at, visible, name, number, told_of=told_of,
                 value=columns[column])
        )  # fmt: skip
    since = crm.customer_since.copy()
    won = np.flatnonzero(states.stage == CLOSED_WON)
    account = account_of_firm(played)[played.deals.firm[states.deal[won]]]
    np.minimum.at(since, account, states.at[won])
    which = np.flatnonzero(since < NEVER)
    since = as_tool_keeps_it(np.maximum(since, crm.account_since)[which])
    parts.append(
        Part("attribute", nobody[which], since, shown_at(moments, since), "account_type",
             number[which], note=UNTRACKED, told_of=told_of.take(pa.array(which)),
             value="customer")
    )  # fmt: skip
    return parts
