"""The states a deal goes through: stage, amount and close date, one row per change."""

from dataclasses import dataclass

import numpy as np

from pipelines.simulator.days import DAY, MINUTE, NEVER, Days
from pipelines.simulator.deals import EXPANSION, LOST, OPEN, SECOND, WON, Deals
from pipelines.simulator.draws import Draws, Flags, Ints, chance, pick_one, some, spread
from pipelines.simulator.people import Firms

QUALIFICATION, PROPOSAL, NEGOTIATION, CLOSED_WON, CLOSED_LOST = range(5)
STAGES = ("Qualification", "Proposal", "Negotiation", "Closed Won", "Closed Lost")
PROBABILITY = (20, 50, 75, 100, 0)
FORECAST = ("Pipeline", "BestCase", "Forecast", "Closed", "Omitted")
# close dates that were typed in and differ from the day on which the stage was set
BOOKED_ELSEWHERE = 0.05


@dataclass
class States:
    """One item per state of a deal, in order of deal and time. `cents` is the amount in cents."""

    deal: Ints
    at: Ints
    stage: Ints
    cents: Ints
    close_on: Ints

    def taken(self, which: Flags | Ints) -> "States":
        """Return some of them, in the order asked for."""
        return States(*(getattr(self, name)[which] for name in self.__dataclass_fields__))


def states_of(draws: Draws, days: Days, firms: Firms, deals: Deals) -> States:
    """Return every state that every deal took; days of `close_on` count from the first day."""
    rng = draws.stream("states of deals")
    count, number = len(deals), np.arange(len(deals))
    worth = 820.0 * firms.employees[deals.firm] ** 0.68 * spread(rng, 1.0, 0.3, count)
    worth *= np.where(np.isin(deals.origin, (EXPANSION, SECOND)), 0.4, 1.0)
    first = np.maximum(np.round(worth / 100) * 100, 1500).astype(np.int64) * 100
    proposed = _changed(first, 1 + 0.18 * rng.standard_normal(count), chance(rng, 0.35, count))
    agreed = _changed(proposed, 1 - 0.12 * rng.random(count), chance(rng, 0.55, count))
    final = np.where(chance(rng, 0.25, count), agreed - rng.integers(1, 100, count), agreed)
    whole = np.minimum(deals.closed_at, deals.opened_at + 400 * DAY) - deals.opened_at
    to_proposal = deals.opened_at + (whole * rng.uniform(0.2, 0.45, count)).astype(np.int64)
    to_negotiation = deals.opened_at + (whole * rng.uniform(0.55, 0.85, count)).astype(np.int64)
    to_proposal, to_negotiation = _at_work(days, to_proposal), _at_work(days, to_negotiation)
    # a lost deal is often lost before it is proposed or negotiated
    got_to = np.where(
        deals.outcome == LOST, pick_one(rng, np.array([0.3, 0.42, 0.28]), count), NEGOTIATION
    )
    lost_with = np.choose(got_to, [first, proposed, agreed])
    hoped = days.day_of(deals.opened_at) + rng.integers(45, 110, count)
    pushed = np.maximum(hoped, days.day_of(to_negotiation) + rng.integers(5, 30, count))
    closed_on = days.day_of(np.minimum(deals.closed_at, days.starts[-1]))
    typed = np.zeros(count, np.int64)
    elsewhere = some(rng, np.flatnonzero(deals.outcome == WON), BOOKED_ELSEWHERE)
    typed[elsewhere] = rng.choice([-6, -3, -1, 1, 2], len(elsewhere))
    # nothing is booked later than the day on which everything was delivered
    closed_on = np.minimum(np.maximum(closed_on + typed, 0), days.count - 1)
    is_closed = deals.outcome != OPEN
    again_at = np.minimum(deals.reopened_at, days.end * 2)
    again = deals.reopened_at < NEVER
    wins_after = again & chance(rng, 0.6, count)
    won_after = _at_work(days, again_at + rng.integers(8, 26, count) * DAY)
    parts = (
        (number >= 0, deals.opened_at, QUALIFICATION, first, hoped),
        (
            (got_to >= PROPOSAL) & (to_proposal < deals.closed_at),
            to_proposal, PROPOSAL, proposed, hoped,
        ),
        (
            (got_to >= NEGOTIATION) & (to_negotiation < deals.closed_at),
            to_negotiation, NEGOTIATION, agreed, pushed,
        ),
        (is_closed & (deals.outcome == WON), deals.closed_at, CLOSED_WON, final, closed_on),
        (is_closed & (deals.outcome == LOST), deals.closed_at, CLOSED_LOST, lost_with, closed_on),
        (again, deals.reopened_at, PROPOSAL, lost_with, closed_on + 60),
        (wins_after, won_after, CLOSED_WON, lost_with, days.day_of(won_after)),
    )  # fmt: skip
    columns = [
        np.concatenate([np.broadcast_to(np.asarray(part[n]), (count,))[part[0]] for part in parts])
        for n in range(1, 5)
    ]
    deal = np.concatenate([number[part[0]] for part in parts])
    states = States(deal, *(column.astype(np.int64) for column in columns))
    states = states.taken(np.lexsort((states.stage, states.at, states.deal)))
    return states.taken(states.at < days.end)


def _changed(cents: Ints, factor: np.ndarray, which: Flags) -> Ints:
    moved = np.maximum(np.round(cents * factor / 5000) * 5000, 100000).astype(np.int64)
    return np.where(which, moved, cents)


def _at_work(days: Days, moments: Ints) -> Ints:
    """Return each moment, or the next at which somebody works."""
    return days.after_work(moments, np.zeros(len(moments))) // MINUTE * MINUTE
