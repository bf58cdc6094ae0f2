"""What Sales did, as the CRM exports it: calls and e-mails as tasks, meetings as events."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from pipelines.simulator.cases import UNANSWERED
from pipelines.simulator.days import HOUR, MINUTE, NEVER, SECOND
from pipelines.simulator.deal_states import NEGOTIATION, PROPOSAL
from pipelines.simulator.draws import Flags, Ints, Texts, chance, runs
from pipelines.simulator.files import dates, flags, ids, instants
from pipelines.simulator.play import Played
from pipelines.simulator.salesforce import ACCOUNT, CONTACT, DEAL, EVENT, LEAD, TASK, USER, Export
from pipelines.simulator.salesforce_leads import account_of_firm

FIRST, FURTHER, WITH_DEAL, TO_DO = range(4)
# the time of these was never noted: only the day is known
DATE_ONLY = 0.03


@dataclass
class Done:
    """One item per act, in order of time. `lead` or `deal` is what it was about, -1 for neither."""

    person: Ints
    lead: Ints
    deal: Ints
    rep: Ints
    at: Ints
    until: Ints
    since: Ints
    kind: Ints
    by_mail: Flags
    is_hot: Flags
    is_undated: Flags

    def ordered(self) -> "Done":
        """Return them in order of creation."""
        order = np.lexsort((self.person, self.at, self.since))
        return Done(*(getattr(self, name)[order] for name in self.__dataclass_fields__))


def calls_of(played: Played) -> Done:
    """Return every call and e-mail of Sales; a few are still to be done."""
    rng, cases, days = played.draws.stream("calls"), played.cases, played.days
    called = np.flatnonzero(cases.called_at < NEVER)
    more, _ = runs(rng.poisson(0.9, len(called)))
    further = called[more]
    later = days.after_work(cases.called_at[further], rng.uniform(3, 26, len(more)) * 3600)
    # nobody calls about what was decided
    ended = np.where(cases.answer[further] == UNANSWERED, NEVER, cases.outcome_at[further])
    keeps = later < np.minimum(ended, NEVER)
    further, later = further[keeps], later[keeps]
    to_do = called[chance(rng, 0.03, len(called))]
    due = days.after_work(cases.called_at[to_do], np.full(len(to_do), 200 * 3600.0))
    states = played.states
    asked = np.flatnonzero(np.isin(states.stage, (PROPOSAL, NEGOTIATION)))
    asked = asked[played.deals.person[states.deal[asked]] >= 0]
    case = np.concatenate([called, further, to_do])
    at = np.concatenate([cases.called_at[called], later, due])
    deal = states.deal[asked]
    kind = np.repeat([FIRST, FURTHER, TO_DO], [len(called), len(further), len(to_do)])
    size = len(case) + len(asked)
    proposed = states.at[asked] + 20 * MINUTE
    noted = [cases.called_at[called], later, cases.called_at[to_do] + MINUTE, proposed]
    at = np.concatenate([at, proposed]) // SECOND * SECOND
    by_mail = chance(rng, 0.3, size)
    by_mail[: len(called)] = cases.by_mail[called]
    return Done(
        person=np.concatenate([cases.person[case], played.deals.person[deal]]),
        lead=np.concatenate([played.crm.of_case[case], np.full(len(asked), -1)]),
        deal=np.concatenate([np.full(len(case), -1), deal]),
        rep=np.concatenate([cases.caller[case], played.deals.owner[deal]]),
        at=at,
        until=at,
        since=np.concatenate(noted) // SECOND * SECOND,
        kind=np.concatenate([kind, np.full(len(asked), WITH_DEAL)]),
        by_mail=by_mail,
        is_hot=np.concatenate([cases.is_hot[case], np.zeros(len(asked), bool)]),
        is_undated=chance(rng, DATE_ONLY, size),
    ).ordered()


def meetings_of(played: Played) -> Done:
    """Return every meeting, entered when it was agreed, so that some lie ahead."""
    cases, states = played.cases, played.states
    met = np.flatnonzero(cases.met_at < NEVER)
    asked = np.flatnonzero(states.stage == PROPOSAL)
    deal = states.deal[asked]
    at = np.concatenate([cases.met_at[met], states.at[asked] - 50 * MINUTE])
    until = np.concatenate([cases.met_until[met], states.at[asked] - 20 * MINUTE])
    since = np.concatenate([cases.answered_at[met] + MINUTE, states.at[asked] - 4 * HOUR])
    return Done(
        person=np.concatenate([cases.person[met], played.deals.person[deal]]),
        lead=np.concatenate([played.crm.of_case[met], np.full(len(asked), -1)]),
        deal=np.concatenate([np.full(len(met), -1), deal]),
        rep=np.concatenate([cases.closer[met], played.deals.owner[deal]]),
        at=at // SECOND * SECOND,
        until=until // SECOND * SECOND,
        since=since // SECOND * SECOND,
        kind=np.concatenate([np.full(len(met), FIRST), np.full(len(asked), WITH_DEAL)]),
        by_mail=np.zeros(len(at), bool),
        is_hot=np.concatenate([cases.is_hot[met], np.zeros(len(asked), bool)]),
        is_undated=np.zeros(len(at), bool),
    ).ordered()


class Acts:
    """What does not change from delivery to delivery is worked out once."""

    def __init__(self, played: Played) -> None:
        """Take what was played."""
        self.played = played
        self.calls, self.meetings = calls_of(played), meetings_of(played)
        crm = played.crm
        self.contact_of = np.full(len(played.people), -1)
        self.contact_of[crm.contact_person] = np.arange(len(crm.contact_person))
        self.account_of_firm = account_of_firm(played)

    def exports(self, moment: int) -> Iterator[Export]:
        """Yield tasks and events as they stood at a moment."""
        yield self._tasks(moment)
        yield self._events(moment)

    def _who(self, done: Done, moment: int) -> tuple[Texts, Texts, Texts]:
        """Return whom each act names: a lead until it is converted, then its contact."""
        crm = self.played.crm
        converted = (done.lead < 0) | (crm.leads.converted_at[done.lead] <= moment)
        contact = self.contact_of[done.person]
        since = np.where(contact >= 0, crm.contact_since[contact], NEVER)
        known = converted & (since <= moment)
        who = np.where(known, ids(CONTACT, contact), ids(LEAD, done.lead))
        firm = self.played.people.firm[done.person]
        account = np.where(known, ids(ACCOUNT, self.account_of_firm[firm]), "")
        return who, ids(DEAL, done.deal), account

    def _tasks(self, moment: int) -> Export:
        calls, days = self.calls, self.played.days
        who, what, account = self._who(calls, moment)
        count, open_ = len(calls.at), calls.kind == TO_DO
        word = np.where(calls.by_mail, "Email", "Call").astype(object)
        about = np.select(
            [open_, calls.kind == WITH_DEAL, calls.is_hot & (calls.kind == FIRST)],
            ["Ask again in autumn", ": our proposal", ": demo request"],
            "",
        ).astype(object)
        at = np.where(open_ | calls.is_undated, NEVER, calls.at)
        # when the time was not noted, the task was typed in in the evening
        typed = np.where(calls.is_undated, days.starts[days.day_of(calls.at)] + 17 * HOUR, 0)
        since = np.maximum(calls.since, typed)
        kind = np.where(open_, "Other", word).astype(object)
        return Export(
            "Task",
            since,
            {
                "Id": ids(TASK, np.arange(count)),
                "IsDeleted": ["0"] * count,
                "WhoId": who,
                "WhatId": what,
                "AccountId": account,
                "OwnerId": ids(USER, calls.rep),
                "Subject": np.where(open_, about, word + about),
                "Type": kind,
                "TaskSubtype": np.where(open_, "Task", word).astype(object),
                "Status": np.where(open_, "Not Started", "Completed").astype(object),
                "Priority": ["Normal"] * count,
                "IsClosed": flags(~open_),
                "ActivityDate": dates(days, days.day_of(calls.at)),
                "CompletedDateTime": instants(at),
                "CallDisposition": np.where(word == "Call", "Reached", "").astype(object),
                "CallType": np.where(word == "Call", "Outbound", "").astype(object),
                "CreatedDate": instants(since),
            },
        )

    def _events(self, moment: int) -> Export:
        held = self.meetings
        who, what, account = self._who(held, moment)
        count = len(held.at)
        words = np.select(
            [held.kind == WITH_DEAL, held.is_hot], ["Proposal", "Demo"], "First meeting"
        )
        return Export(
            "Event",
            held.since,
            {
                "Id": ids(EVENT, np.arange(count)),
                "IsDeleted": ["0"] * count,
                "WhoId": who,
                "WhatId": what,
                "AccountId": account,
                "OwnerId": ids(USER, held.rep),
                "Subject": words.astype(object),
                "Type": ["Meeting"] * count,
                "StartDateTime": instants(held.at),
                "EndDateTime": instants(held.until),
                "DurationInMinutes": ((held.until - held.at) // MINUTE).astype(str),
                "Location": ["Video call"] * count,
                "CreatedDate": instants(held.since),
            },
        )
