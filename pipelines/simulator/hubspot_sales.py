"""HubSpot's files of Sales: deals, their pipeline, companies, owners, calls, e-mails and meetings.

Deals and what was done come as the API's pages, with the history of their properties and their
associations; companies as an object export under its labels; everything whole in each delivery.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from pipelines.simulator.company import OUR_DOMAIN, REPS
from pipelines.simulator.days import MINUTE
from pipelines.simulator.deal_states import CLOSED_LOST, CLOSED_WON, PROBABILITY, STAGES
from pipelines.simulator.draws import Ints, Texts
from pipelines.simulator.files import dates, instants, write_csv, write_lines
from pipelines.simulator.hubspot_ids import (
    PIPELINE,
    PIPELINE_ID,
    STAGE_IDS,
    call_numbers,
    company_ids,
    deal_numbers,
    meeting_numbers,
    owner_numbers,
)
from pipelines.simulator.play import Played
from pipelines.simulator.salesforce_acts import TO_DO, Done, calls_of, meetings_of
from pipelines.simulator.salesforce_deals import DealObjects, last_states, money
from pipelines.simulator.salesforce_leads import account_of_firm
from pipelines.simulator.salesforce_people import PeopleObjects

PAGE = 100
Record = dict[str, object]


class SalesFiles:
    """What does not change from delivery to delivery is worked out once."""

    def __init__(self, played: Played) -> None:
        """Take what was played."""
        self.played = played
        self.deals, self.people = DealObjects(played), PeopleObjects(played)
        self.calls, self.meetings = calls_of(played), meetings_of(played)
        self.account_of_firm = account_of_firm(played)

    def write(self, place: Path, moment: int) -> int:
        """Write a delivery's files; return how many."""
        _pages(place / "deals.json", self._deals(moment))
        _pages(place / "calls.json", self._calls(moment, by_mail=False))
        _pages(place / "emails.json", self._calls(moment, by_mail=True))
        _pages(place / "tasks.json", self._tasks(moment))
        _pages(place / "meetings.json", self._meetings(moment))
        _pages(place / "owners.json", self._owners(moment))
        _pages(place / "pipelines.json", _pipelines())
        columns = self._companies(moment)
        write_csv(place / "hubspot-crm-exports-all-companies.csv", columns)
        return 8

    def _deals(self, moment: int) -> Iterator[Record]:
        deals, states = self.played.deals, self.played.states
        roles, known = self.played.crm.roles, self.played.in_hubspot
        assert known is not None
        number = deal_numbers(np.arange(len(deals)))
        at = last_states(states, len(deals), moment)
        told = states.at <= moment
        stamps, cents = instants(states.at), money(states.cents)
        closed_on = dates(self.played.days, states.close_on)
        company = company_ids(self.account_of_firm[deals.firm])
        owner, created = owner_numbers(deals.owner), instants(deals.opened_at)
        more = np.asarray(next(self.deals.exports(moment)).columns["Type"], object)
        begins = np.searchsorted(states.deal, np.arange(len(deals) + 1))
        named: dict[int, list[Record]] = {}
        order = np.lexsort((roles.person, roles.since))
        for role in order[roles.since[order] <= moment].tolist():
            contact = int(known.of_person[roles.person[role]])
            tie: Record = {
                "id": str(self.played.contacts.number[contact]),
                "type": "deal_to_contact",
            }
            mine = named.setdefault(int(roles.deal[role]), [])
            mine.append(tie)
            if roles.is_primary[role]:
                mine.append({**tie, "type": "primary_contact"})
        for deal in np.flatnonzero((deals.opened_at <= moment) & (at >= 0)).tolist():
            own = range(int(begins[deal]), int(begins[deal + 1]))
            past = [place for place in own if told[place]]
            last, stage = past[-1], states.stage[past[-1]]
            gone = bool(deals.deleted_at[deal] <= moment)
            yield {
                "id": number[deal],
                "createdAt": created[deal],
                "updatedAt": stamps[last],
                "archived": gone,
                "properties": {
                    "hs_object_id": number[deal],
                    "dealname": self.deals.names[deal],
                    "amount": cents[last],
                    "deal_currency_code": deals.currency[deal],
                    "dealstage": STAGE_IDS[stage],
                    "pipeline": PIPELINE_ID,
                    "closedate": f"{closed_on[last]}T11:00:00Z",
                    "dealtype": more[deal].replace(" ", "").lower(),
                    "hubspot_owner_id": owner[deal],
                    "closed_lost_reason": self.deals.lost_for[deal]
                    if stage == CLOSED_LOST
                    else None,
                    "createdate": created[deal],
                },
                "propertiesWithHistory": {
                    "dealstage": _history(past, stamps, STAGE_IDS[states.stage]),
                    "amount": _history(past, stamps, cents),
                },
                "associations": {
                    "contacts": {"results": named.get(deal, [])},
                    "companies": {"results": [{"id": company[deal], "type": "deal_to_company"}]},
                },
            }

    def _ties(self, done: Done) -> list[Record]:
        """Return whom and which deal each act names."""
        known = self.played.in_hubspot
        assert known is not None
        contact = contact_of_acts(self.played, done)
        numbers = self.played.contacts.number[contact]
        deals = deal_numbers(done.deal)
        return [
            {
                "contacts": {"results": [{"id": str(n)}] if c >= 0 else []},
                "deals": {"results": [{"id": deal}] if deal else []},
            }
            for c, n, deal in zip(contact.tolist(), numbers.tolist(), deals.tolist(), strict=True)
        ]

    def _calls(self, moment: int, by_mail: bool) -> Iterator[Record]:
        calls, word = self.calls, "email" if by_mail else "call"
        mine = (calls.kind != TO_DO) & (calls.by_mail == by_mail)
        said = {"hs_email_direction": "EMAIL", "hs_email_status": "SENT"}
        if not by_mail:
            said = {"hs_call_direction": "OUTBOUND", "hs_call_status": "COMPLETED"}
        numbers, ties = call_numbers(np.arange(len(calls.at))), self._ties(calls)
        at, owner = instants(calls.at), owner_numbers(calls.rep)
        made = instants(noted_at(self.played, calls))
        for n in np.flatnonzero(mine & (noted_at(self.played, calls) <= moment)).tolist():
            told = {**said, "hs_timestamp": at[n], "hubspot_owner_id": owner[n]}
            yield _act(f"{word}s", numbers[n], made[n], told, ties[n])

    def _tasks(self, moment: int) -> Iterator[Record]:
        calls = self.calls
        numbers, ties = call_numbers(np.arange(len(calls.at))), self._ties(calls)
        at, owner, made = instants(calls.at), owner_numbers(calls.rep), instants(calls.since)
        for n in np.flatnonzero((calls.kind == TO_DO) & (calls.since <= moment)).tolist():
            told = {
                "hs_timestamp": at[n],
                "hubspot_owner_id": owner[n],
                "hs_task_type": "CALL",
                "hs_task_status": "NOT_STARTED",
            }
            yield _act("tasks", numbers[n], made[n], told, ties[n])

    def _meetings(self, moment: int) -> Iterator[Record]:
        held = self.meetings
        numbers, ties = meeting_numbers(np.arange(len(held.at))), self._ties(held)
        begins, ends = instants(held.at), instants(held.until)
        owner, made = owner_numbers(held.rep), instants(held.since)
        for n in np.flatnonzero(held.since <= moment).tolist():
            told = {
                "hs_timestamp": begins[n],
                "hs_meeting_start_time": begins[n],
                "hs_meeting_end_time": ends[n],
                "hs_meeting_outcome": "COMPLETED" if held.until[n] <= moment else "SCHEDULED",
                "hubspot_owner_id": owner[n],
            }
            yield _act("meetings", numbers[n], made[n], told, ties[n])

    def _owners(self, moment: int) -> Iterator[Record]:
        today = int(self.played.days.day_of(np.array([moment]))[0])
        numbers = owner_numbers(np.arange(len(REPS)))
        for number, rep in zip(numbers.tolist(), REPS, strict=True):
            first, _, last = rep.name.partition(" ")
            yield {
                "id": number,
                "email": f"{rep.email}@{OUR_DOMAIN}",
                "firstName": first,
                "lastName": last,
                "archived": today > self.played.days.on(rep.last_day),
                "teams": [{"id": rep.department[:3], "name": rep.department, "primary": True}],
            }

    def _companies(self, moment: int) -> dict[str, object]:
        """Return the companies as an object export shows them, under its labels."""
        accounts = list(self.people.exports(moment))[1]
        known = np.flatnonzero(accounts.since <= moment)
        columns = {n: np.asarray(v, object)[known] for n, v in accounts.columns.items()}
        is_customer = columns["Type"] == "Customer"
        return {
            "Record ID": company_ids(np.arange(len(accounts.since)))[known],
            "Company name": columns["Name"],
            "Industry": columns["Industry"],
            "Number of Employees": columns["NumberOfEmployees"],
            "Country/Region": columns["BillingCountry"],
            "Lifecycle Stage": np.where(is_customer, "Customer", "Opportunity").astype(object),
            "Create Date": columns["CreatedDate"],
        }


def contact_of_acts(played: Played, done: Done) -> Ints:
    """Return whom each act was with: the contact that the lead is, else its person's."""
    known = played.in_hubspot
    assert known is not None
    return np.where(done.lead >= 0, known.of_lead[done.lead], known.of_person[done.person])


def noted_at(played: Played, done: Done) -> Ints:
    """Return when acts were typed in: some in the evening only."""
    evening = played.days.starts[played.days.day_of(done.at)] + 17 * 60 * MINUTE
    return np.where(done.is_undated, np.maximum(done.since, evening), done.since)


def _history(past: list[int], stamps: Texts, values: Texts) -> list[Record]:
    """Return a property's values, the newest first; what stays as it was is no change."""
    kept = [place for n, place in enumerate(past) if n == 0 or values[place] != values[past[n - 1]]]
    return [
        {"value": values[place], "timestamp": stamps[place], "sourceType": "CRM_UI"}
        for place in kept[::-1]
    ]


def _act(kind: str, number: str, made: str, told: Record, ties: Record) -> Record:
    return {
        "id": number,
        "createdAt": made,
        "updatedAt": made,
        "archived": False,
        "properties": {"hs_object_id": number, **told},
        "associations": {
            name: {"results": [{**one, "type": f"{kind[:-1]}_to_{name[:-1]}"} for one in ids]}
            for name, found in ties.items()
            if (ids := found["results"])  # type: ignore[index]
        },
    }


def _pipelines() -> Iterator[Record]:
    yield {
        "id": PIPELINE_ID,
        "label": PIPELINE,
        "archived": False,
        "stages": [
            {
                "id": number,
                "label": label,
                "archived": False,
                "metadata": {
                    "isClosed": "true" if stage >= CLOSED_WON else "false",
                    "probability": f"{PROBABILITY[stage] / 100:.1f}",
                },
            }
            for stage, (number, label) in enumerate(zip(STAGE_IDS.tolist(), STAGES, strict=True))
        ],
    }


def _pages(path: Path, records: Iterator[Record]) -> None:
    """Write records as the API pages them, a page on a line."""
    whole = list(records)
    pages = [whole[place : place + PAGE] for place in range(0, len(whole), PAGE)] or [[]]
    write_lines(path, (json.dumps({"results": page}, ensure_ascii=False) for page in pages))
