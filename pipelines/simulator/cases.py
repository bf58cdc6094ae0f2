"""A case: one person handed over to Sales once, and the statuses that Sales sets."""

from dataclasses import dataclass, fields

import numpy as np

from pipelines.simulator.draws import Flags, Ints

NEW, WORKING, ACCEPTED, NOT_A_BUYER, NO_CONTACT, DISQUALIFIED = range(6)
TIMING, BUDGET, RECYCLED, QUALIFIED, UNANSWERED = range(6, 11)
STATUSES = (
    "New",
    "Working",
    "Accepted",
    "Disqualified - Not a buyer",
    "Disqualified - No contact",
    "Disqualified",
    "Recycled - Timing",
    "Recycled - Budget",
    "Recycled",
    "Qualified",
)


@dataclass
class Cases:
    """One item per case, in order of the hand-over; moments are NEVER where nothing happened.

    Attributes:
        person, spell: whose case it is, and which of their spells led to it.
        due_from: when the person deserved to be handed over, or a rep took them up unasked.
        in_crm: when their record came to the CRM.
        is_hot: asked for a demo.
        caller, closer: reps, by their place in REPS.
        called_at, by_mail: the first contact.
        answer, answered_at: a status of STATUSES, or UNANSWERED.
        met_at, met_until, budget_at: the first meeting, and when the budget was known.
        outcome, outcome_at: what was set after the answer: back to Marketing, or QUALIFIED.
    """

    person: Ints
    spell: Ints
    due_from: Ints
    in_crm: Ints
    is_hot: Flags
    caller: Ints
    closer: Ints
    called_at: Ints
    by_mail: Flags
    answer: Ints
    answered_at: Ints
    met_at: Ints
    met_until: Ints
    budget_at: Ints
    outcome: Ints
    outcome_at: Ints

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.person)

    def joined(self, other: "Cases") -> "Cases":
        """Return these and those."""
        return Cases(
            **{
                item.name: np.concatenate([getattr(self, item.name), getattr(other, item.name)])
                for item in fields(self)
            }
        )
