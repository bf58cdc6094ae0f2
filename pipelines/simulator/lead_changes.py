"""What the CRM tracks of a lead: its status, and who owns it, one row per change."""

from dataclasses import dataclass

import numpy as np

from pipelines.simulator.cases import ACCEPTED, NEW, UNANSWERED, WORKING
from pipelines.simulator.days import MINUTE, NEVER, SECOND
from pipelines.simulator.draws import Ints, chance
from pipelines.simulator.play import Played

QUEUE = -1
SAYS_WORKING = 0.5
TYPIST = 2


@dataclass
class Changes:
    """One item per change, in order of lead and time. Values are statuses, or reps and QUEUE."""

    lead: Ints
    at: Ints
    old: Ints
    new: Ints

    def as_of(self, moment: int, first: Ints) -> Ints:
        """Return each lead's value at a moment, beginning with `first`."""
        values = first.copy()
        known = self.at <= moment
        # of several for one lead the last one stays, and they are in order of time
        values[self.lead[known]] = self.new[known]
        return values


def statuses(played: Played) -> Changes:
    """Return every change of status."""
    cases, crm = played.cases, played.crm
    lead = crm.of_case
    rng = played.draws.stream("status working")
    called = cases.called_at // SECOND * SECOND
    works = chance(rng, SAYS_WORKING, len(cases)) | (cases.answer == UNANSWERED)
    works &= (called < NEVER) & (called + MINUTE < cases.answered_at)
    answered = (cases.answer != UNANSWERED) & (cases.answered_at < NEVER)
    decided = (cases.outcome != UNANSWERED) & (cases.outcome_at < NEVER)
    parts = (
        (works, called + 30 * SECOND, np.full(len(cases), WORKING)),
        (answered, cases.answered_at // SECOND * SECOND, cases.answer),
        (decided, cases.outcome_at // SECOND * SECOND, cases.outcome),
    )
    leads = np.concatenate([lead[mask] for mask, _, _ in parts])
    at = np.concatenate([when[mask] for mask, when, _ in parts])
    new = np.concatenate([value[mask] for mask, _, value in parts])
    return _in_order(leads, at, new, np.full(len(crm.leads), NEW))


def owners(played: Played) -> tuple[Changes, Ints]:
    """Return every change of owner, and who owned each lead when it was made."""
    cases, crm = played.cases, played.crm
    lead = crm.of_case
    first = np.full(len(crm.leads), TYPIST)
    order = np.arange(len(cases))[::-1]
    has = lead[order] >= 0
    first[lead[order][has]] = cases.caller[order][has]
    made = crm.leads.is_queued & np.isin(np.arange(len(crm.leads)), lead)
    given = (lead >= 0) & (cases.called_at < NEVER)
    # out of the queue shortly before the first call, to a closer on acceptance
    assigned = np.maximum(cases.called_at - 10 * MINUTE, cases.in_crm + 20 * SECOND)
    accepted = given & (cases.answer == ACCEPTED)
    parts = (
        (given & made[lead] & (cases.spell == 0), assigned, cases.caller),
        (accepted, cases.answered_at + 40 * SECOND, cases.closer),
    )
    leads = np.concatenate([lead[mask] for mask, _, _ in parts])
    at = np.concatenate([when[mask] for mask, when, _ in parts]) // SECOND * SECOND
    new = np.concatenate([value[mask] for mask, _, value in parts])
    first = np.where(made, QUEUE, first)
    changes = _in_order(leads, at, new, first)
    differs = changes.old != changes.new
    kept = Changes(*(getattr(changes, name)[differs] for name in changes.__dict__))
    return kept, first


def _in_order(lead: Ints, at: Ints, new: Ints, first: Ints) -> Changes:
    order = np.lexsort((at, lead))
    lead, at, new = lead[order], at[order], new[order]
    is_first = np.r_[True, lead[1:] != lead[:-1]][: len(lead)]
    old = np.where(is_first, first[lead], np.r_[0, new[:-1]][: len(lead)])
    return Changes(lead, at, old, new)
