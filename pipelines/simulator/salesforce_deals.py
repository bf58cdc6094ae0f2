"""Opportunities with their histories and contact roles, as the CRM exports them."""

from collections.abc import Iterator

import numpy as np

from pipelines.simulator.company import FAIR
from pipelines.simulator.days import NEVER
from pipelines.simulator.deal_states import (
    CLOSED_LOST,
    CLOSED_WON,
    FORECAST,
    PROBABILITY,
    STAGES,
    States,
)
from pipelines.simulator.deals import EXPANSION, FROM_CASE, SECOND, losses
from pipelines.simulator.draws import Ints, Texts
from pipelines.simulator.files import dates, flags, ids, instants
from pipelines.simulator.play import Played
from pipelines.simulator.salesforce import (
    ACCOUNT,
    CONTACT,
    DEAL,
    DEAL_HISTORY,
    FIELD_HISTORY,
    ROLE,
    USER,
    Export,
    campaign_ids,
)
from pipelines.simulator.salesforce_leads import account_of_firm
from pipelines.simulator.salesforce_people import campaign_of

PROJECTS = ("field crews", "dispatch", "service planning", "maintenance", "first region", "pilot")


def money(cents: Ints) -> Texts:
    """Return amounts with two decimals."""
    return np.array([f"{value // 100}.{value % 100:02d}" for value in cents.tolist()], object)


def last_states(states: States, deals: int, moment: int) -> Ints:
    """Return where each deal's last state at a moment stands, -1 for those not opened yet."""
    place = np.full(deals, -1)
    known = np.flatnonzero(states.at <= moment)
    place[states.deal[known]] = known
    return place


class DealObjects:
    """What does not change from delivery to delivery is worked out once."""

    def __init__(self, played: Played) -> None:
        """Take what was played."""
        self.played = played
        self.lost_for = losses(played.draws.stream("loss reasons"), played.deals)
        names = [
            f"{name.rsplit(' ', 1)[0]}: {PROJECTS[number % len(PROJECTS)]}"
            for number, name in enumerate(played.firms.name[played.deals.firm])
        ]
        self.names = np.array(names, object)
        campaign = campaign_of(played)[played.deals.person]
        self.campaign = np.where(played.deals.origin == FROM_CASE, campaign, -1)

    def exports(self, moment: int) -> Iterator[Export]:
        """Yield the objects of deals as they stood at a moment."""
        yield self._deals(moment)
        yield self._history()
        yield self._field_history()
        yield self._roles()

    def _deals(self, moment: int) -> Export:
        deals, states, days = self.played.deals, self.played.states, self.played.days
        count = len(deals)
        at = np.maximum(last_states(states, count, moment), 0)
        stage, closed = states.stage[at], states.stage[at] >= CLOSED_WON
        account = account_of_firm(self.played)
        gone = deals.deleted_at <= moment
        is_more = np.isin(deals.origin, (EXPANSION, SECOND))
        by_fair = self.played.people.source[deals.person] == FAIR
        source = np.select(
            [is_more, deals.origin != FROM_CASE, by_fair],
            ["Customer", "Partner", "Trade Show"],
            "Website",
        )
        quarters = [f"{day.year} {(day.month + 2) // 3}" for day in self._days(states.close_on[at])]
        return Export(
            "Opportunity",
            deals.opened_at,
            {
                "Id": ids(DEAL, np.arange(count)),
                "IsDeleted": flags(gone),
                "AccountId": ids(ACCOUNT, account[deals.firm]),
                "Name": self.names,
                "StageName": np.array(STAGES, object)[stage],
                "Amount": money(states.cents[at]),
                "CurrencyIsoCode": deals.currency,
                "Probability": np.array(PROBABILITY)[stage].astype(str),
                "CloseDate": dates(days, states.close_on[at]),
                "Type": np.where(is_more, "Existing Business", "New Business").astype(object),
                "LeadSource": source.astype(object),
                "IsClosed": flags(closed),
                "IsWon": flags(stage == CLOSED_WON),
                "ForecastCategory": np.array(FORECAST, object)[stage],
                "CampaignId": campaign_ids(self.campaign),
                "OwnerId": ids(USER, deals.owner),
                "Loss_Reason__c": np.where(stage == CLOSED_LOST, self.lost_for, ""),
                "Fiscal": quarters,
                "CreatedDate": instants(deals.opened_at),
                "SystemModstamp": instants(
                    np.where(gone, deals.deleted_at, np.maximum(states.at[at], deals.opened_at))
                ),
            },
        )

    def _days(self, numbers: Ints) -> list:  # type: ignore[type-arg]
        dates_ = self.played.days.dates
        return [dates_[min(max(number, 0), len(dates_) - 1)] for number in numbers.tolist()]

    def _history(self) -> Export:
        states, deals, days = self.played.states, self.played.deals, self.played.days
        order = np.lexsort((states.deal, states.at))
        deal, stage, count = states.deal[order], states.stage[order], len(order)
        return Export(
            "OpportunityHistory",
            states.at[order],
            {
                "Id": ids(DEAL_HISTORY, np.arange(count)),
                "OpportunityId": ids(DEAL, deal),
                "IsDeleted": flags(deals.deleted_at[deal] < days.end),
                "CreatedById": ids(USER, deals.owner[deal]),
                "CreatedDate": instants(states.at[order]),
                "StageName": np.array(STAGES, object)[stage],
                "Amount": money(states.cents[order]),
                "CurrencyIsoCode": deals.currency[deal],
                "Probability": np.array(PROBABILITY)[stage].astype(str),
                "ForecastCategory": np.array(FORECAST, object)[stage],
                "CloseDate": dates(days, states.close_on[order]),
            },
        )

    def _field_history(self) -> Export:
        """Return the same changes field by field, as tracking writes them."""
        states, deals, days = self.played.states, self.played.deals, self.played.days
        stages = np.array(STAGES, object)[states.stage]
        fields_ = (
            ("StageName", "Text", stages, states.stage),
            ("Amount", "Currency", money(states.cents), states.cents),
            ("CloseDate", "Date", dates(days, states.close_on), states.close_on),
        )
        same = np.r_[False, states.deal[1:] == states.deal[:-1]]
        firsts = np.flatnonzero(~same)
        place, name = [firsts], [np.full(len(firsts), "created", object)]
        kind, old, new = ([np.full(len(firsts), word, object)] for word in ("Text", "", ""))
        for field, type_, texts, values in fields_:
            moved = np.flatnonzero(same & np.r_[False, values[1:] != values[:-1]])
            place.append(moved)
            name.append(np.full(len(moved), field, object))
            kind.append(np.full(len(moved), type_, object))
            old.append(texts[moved - 1])
            new.append(texts[moved])
        at = np.concatenate(place)
        order = np.lexsort((at, states.at[at]))
        at, count = at[order], len(order)
        return Export(
            "OpportunityFieldHistory",
            states.at[at],
            {
                "Id": ids(FIELD_HISTORY, np.arange(count)),
                "IsDeleted": ["0"] * count,
                "OpportunityId": ids(DEAL, states.deal[at]),
                "CreatedById": ids(USER, deals.owner[states.deal[at]]),
                "CreatedDate": instants(states.at[at]),
                "Field": np.concatenate(name)[order],
                "DataType": np.concatenate(kind)[order],
                "OldValue": np.concatenate(old)[order],
                "NewValue": np.concatenate(new)[order],
            },
        )

    def _roles(self) -> Export:
        roles, crm = self.played.crm.roles, self.played.crm
        contact = np.full(len(self.played.people), -1)
        contact[crm.contact_person] = np.arange(len(crm.contact_person))
        order = np.lexsort((roles.person, roles.since))
        primary = roles.is_primary[order]
        deal = roles.deal[order]
        return Export(
            "OpportunityContactRole",
            np.maximum(roles.since, self.played.deals.opened_at[roles.deal])[order],
            {
                "Id": ids(ROLE, np.arange(len(order))),
                "OpportunityId": ids(DEAL, deal),
                "ContactId": ids(CONTACT, contact[roles.person[order]]),
                "Role": np.where(primary, "Decision Maker", "Technical Evaluator").astype(object),
                "IsPrimary": flags(primary),
                "IsDeleted": flags(self.played.deals.deleted_at[deal] < NEVER),
                "CreatedDate": instants(roles.since[order]),
            },
        )
