"""What truly became of every deal: its states, whose it is, what was said of it."""

from pathlib import Path

import numpy as np

from pipelines.simulator.days import NEVER
from pipelines.simulator.deal_states import CLOSED_LOST, STAGES
from pipelines.simulator.draws import Ints, Texts
from pipelines.simulator.files import dates, ids, instants, shown_at, write_csv
from pipelines.simulator.hubspot_ids import company_ids, deal_numbers
from pipelines.simulator.play import Played
from pipelines.simulator.salesforce import DEAL
from pipelines.simulator.salesforce_deals import DealObjects, money
from pipelines.simulator.salesforce_leads import account_of_firm
from pipelines.simulator.truth_events import person_ids

ORIGINS = ("case", "expansion", "unclaimed", "second", "typed twice")
LINKS = ("converted lead", "contact role", "nothing in the extracts", "contact role", "nothing")


def deal_ids(played: Played, deal: Ints) -> Texts:
    """Return the ids that the CRM gives these deals."""
    return ids(DEAL, deal) if played.in_hubspot is None else deal_numbers(deal)


def write_deals(played: Played, folder: Path, moments: list[int]) -> None:
    """Write one row per state of a deal, in order, with whose deal it truly is."""
    deals, states, days = played.deals, played.states, played.days
    deal, gone = states.deal, deals.deleted_at[states.deal]
    roles = played.crm.roles
    others: list[list[str]] = [[] for _ in range(len(deals))]
    named = person_ids(roles.person)
    for number in np.flatnonzero(~roles.is_primary).tolist():
        others[roles.deal[number]].append(named[number])
    influence = np.array([";".join(sorted(item)) for item in others], object)
    objects = DealObjects(played)
    columns = next(iter(objects.exports(moments[-1]))).columns
    types, accounts = (np.asarray(columns[name], object) for name in ("Type", "AccountId"))
    in_hubspot = played.in_hubspot is not None
    if in_hubspot:
        accounts = company_ids(account_of_firm(played)[deals.firm])
    lost = states.stage == CLOSED_LOST
    gone_shown = shown_at(moments, gone)
    write_csv(
        folder / "deals.csv",
        {
            "opportunity_id": deal_ids(played, deal),
            "origin": np.array(ORIGINS, object)[deals.origin[deal]],
            "true_person_id": person_ids(deals.person[deal]),
            "link": np.array(LINKS, object)[deals.origin[deal]],
            "influence_ids": influence[deal],
            "firm": played.firms.name[deals.firm[deal]],
            "state_at": instants(states.at),
            "stage": np.array(STAGES, object)[states.stage],
            "amount": money(states.cents),
            "currency": deals.currency[deal],
            "close_date": dates(days, states.close_on),
            "visible_at": instants(shown_at(moments, np.maximum(states.at, deals.opened_at[deal]))),
            "deleted_at": instants(np.where(gone < days.end, gone, NEVER)),
            "deletion_visible_at": instants(gone_shown),
            "opened_at": instants(deals.opened_at[deal]),
            "type": types[deal],
            "account_kind": ["hubspot_company" if in_hubspot else "salesforce_account"] * len(deal),
            "account_id": accounts[deal],
            "loss_reason": np.where(lost, objects.lost_for[deal], "").astype(object),
        },
        quoted=False,
    )
