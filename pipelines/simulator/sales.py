"""Sales at work: called when and by whom, accepted or handed back, met, budget known, converted.

One case is one person handed over once; someone who comes back is a second case. Moments after the
play has ended are planned and never delivered.
"""

import numpy as np

from pipelines.simulator.cases import (
    ACCEPTED,
    BUDGET,
    DISQUALIFIED,
    NO_CONTACT,
    NOT_A_BUYER,
    QUALIFIED,
    RECYCLED,
    TIMING,
    UNANSWERED,
    Cases,
)
from pipelines.simulator.company import CALLERS, CLOSERS, KINDS, REPS, SALES_BEHIND
from pipelines.simulator.days import HOUR, MINUTE, NEVER, SECOND, Days
from pipelines.simulator.draws import Draws, Flags, Floats, Ints, Rng, chance, pick, spread
from pipelines.simulator.people import Firms, People

# working hours
HOT, STANDARD, TO_ANSWER, SIGMA = 0.75, 2.4, 1.3, 0.75
DAY_AT_WORK = 8.0
# what happens in the quarter in which Sales does not keep up
BEHIND_BY, IGNORED, IGNORED_BEHIND, NO_REASON, NO_REASON_BEHIND = 1.7, 0.008, 0.09, 0.03, 0.26
EAGER = 0.10
USUALLY_THERE, SHORT_OF_HANDS = 3, 1.8


def work(
    draws: Draws,
    days: Days,
    people: People,
    firms: Firms,
    spell: int,
    person: Ints,
    deserved_at: Ints,
    in_crm: Ints,
    is_hot: Flags,
) -> Cases:
    """Return what Sales did with those handed over; who is not qualified is taken up by few."""
    rng = draws.stream(f"sales {spell}")
    count = len(person)
    unasked = (deserved_at >= NEVER) & chance(rng, EAGER, count)
    due_from = np.where(unasked, in_crm, deserved_at)
    starts = np.where(in_crm < NEVER, np.maximum(due_from, in_crm), NEVER)
    behind = days.between(starts, *SALES_BEHIND) & (starts < NEVER)
    caller, pace = _rep(rng, days, starts, CALLERS)
    pace = pace * np.where(behind, BEHIND_BY, 1.0)
    hours = spread(rng, np.where(is_hot, HOT, STANDARD), SIGMA, count) * pace
    called_at = days.after_work(starts, hours * 3600)
    ignored = chance(rng, np.where(behind, IGNORED_BEHIND, IGNORED), count)
    called_at = np.where(ignored, NEVER, called_at)
    answer = _answers(rng, people, firms, person, behind)
    answer = np.where((starts >= NEVER) | ignored, UNANSWERED, answer)
    hours = spread(rng, TO_ANSWER, SIGMA, count) * pace
    answered_at = np.where(answer == UNANSWERED, NEVER, days.after_work(called_at, hours * 3600))
    closer, _ = _rep(rng, days, answered_at, CLOSERS)
    met_at, met_until, budget_at = _meetings(rng, days, people, person, answer, answered_at)
    outcome, outcome_at = _outcomes(
        rng, days, people, person, answer, answered_at, met_until, budget_at
    )
    return Cases(
        person, np.full(count, spell), due_from, in_crm, is_hot, caller, closer, called_at,
        chance(rng, 0.25, count), answer, answered_at, met_at, met_until, budget_at, outcome,
        outcome_at,
    )  # fmt: skip


def _rep(rng: Rng, days: Days, moments: Ints, title: str) -> tuple[Ints, Floats]:
    """Return who of that title was there at each moment, and their pace."""
    able = [number for number, rep in enumerate(REPS) if rep.title == title]
    day = days.day_of(np.minimum(moments, days.end - 1))
    first = np.array([days.on(REPS[number].first_day) for number in able])
    last = np.array([days.on(REPS[number].last_day) for number in able])
    there = (day[:, None] >= first) & (day[:, None] <= last)
    for number, rep in enumerate(able):
        away = REPS[rep].away
        if away is not None:
            there[:, number] &= (day < days.on(away[0])) | (day > days.on(away[1]))
    place = (rng.random((len(moments), len(able))) * there).argmax(axis=1)
    rep = np.array(able)[place]
    # fewer than usual have more to do
    burden = np.where(there.sum(axis=1) < USUALLY_THERE, SHORT_OF_HANDS, 1.0)
    return rep, np.array([item.pace for item in REPS])[rep] * burden


def _rate(people: People, person: Ints, name: str) -> Floats:
    return np.array([getattr(kind, name) for kind in KINDS])[people.kind[person]]


def _answers(rng: Rng, people: People, firms: Firms, person: Ints, behind: Flags) -> Ints:
    small = firms.employees[people.firm[person]] < 50
    accepted = _rate(people, person, "accepted") * np.where(small, 0.55, 1.0)
    accepted *= np.where(behind, 0.9, 1.0)
    junk = np.minimum(_rate(people, person, "junk"), 1 - accepted)
    open_ = np.minimum(np.where(behind, 0.05, 0.01), 1 - accepted - junk)
    shares = np.stack([accepted, junk, open_, 1 - accepted - junk - open_], axis=1)
    what = pick(rng, np.maximum(shares, 1e-9), np.arange(len(person)))
    count = len(person)
    no_reason = chance(rng, np.where(behind, NO_REASON_BEHIND, NO_REASON), count)
    junk_word = np.where(chance(rng, 0.7, count), NOT_A_BUYER, NO_CONTACT)
    back_word = np.where(chance(rng, 0.65, count), TIMING, BUDGET)
    return np.select(
        [what == 0, what == 1, what == 2],
        [ACCEPTED, np.where(no_reason, DISQUALIFIED, junk_word), UNANSWERED],
        np.where(no_reason, RECYCLED, back_word),
    )


def _meetings(
    rng: Rng, days: Days, people: People, person: Ints, answer: Ints, answered_at: Ints
) -> tuple[Ints, Ints, Ints]:
    count = len(person)
    meets = (answer == ACCEPTED) & chance(rng, _rate(people, person, "met"), count)
    at = days.after_work(answered_at, rng.uniform(1.5, 7, count) * DAY_AT_WORK * 3600)
    quarter = 15 * MINUTE
    at = np.where(meets, (at // quarter) * quarter, NEVER)
    until = np.where(meets, at + rng.choice([30, 45, 60], count) * MINUTE, NEVER)
    knows = meets & chance(rng, _rate(people, person, "budgeted"), count)
    # mostly asked in the meeting and noted in the evening, sometimes known before
    later = (spread(rng, 2.0, 0.7, count) * HOUR).astype(np.int64)
    sooner = answered_at + (until - answered_at) // 2
    budget_at = np.where(chance(rng, 0.12, count), np.minimum(sooner, NEVER), until + later)
    return at, until, np.where(knows, (budget_at // SECOND) * SECOND, NEVER)


def _outcomes(
    rng: Rng,
    days: Days,
    people: People,
    person: Ints,
    answer: Ints,
    answered_at: Ints,
    met_until: Ints,
    budget_at: Ints,
) -> tuple[Ints, Ints]:
    """Return what was set after an acceptance, and when."""
    count = len(person)
    accepted, met, knows = answer == ACCEPTED, met_until < NEVER, budget_at < NEVER
    ready = np.where(knows, np.maximum(met_until, budget_at), NEVER)
    opens = knows & chance(rng, _rate(people, person, "opened"), count)
    last = np.where(met, met_until, answered_at)
    outcome = np.select(
        [opens, knows, met, accepted],
        [
            QUALIFIED,
            pick(rng, np.array([[0.45, 0.2, 0.35]]), np.zeros(count, np.int64)),
            np.where(chance(rng, 0.6, count), BUDGET, UNANSWERED),
            np.where(chance(rng, 0.55, count), TIMING, UNANSWERED),
        ],
        UNANSWERED,
    )
    undecided = knows & ~opens
    outcome = np.where(
        undecided, np.array([TIMING, BUDGET, UNANSWERED])[np.minimum(outcome, 2)], outcome
    )
    waits = np.where(opens, rng.uniform(0.3, 5, count), rng.uniform(3, 16, count))
    at = days.after_work(np.where(opens, ready, last), waits * DAY_AT_WORK * 3600)
    at = (at // MINUTE) * MINUTE
    return outcome, np.where(outcome == UNANSWERED, NEVER, at)
