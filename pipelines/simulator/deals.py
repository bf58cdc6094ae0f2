"""Deals: opened from a case, at a customer, or by Sales alone; how each of them went."""

from dataclasses import dataclass, fields

import numpy as np

from pipelines.simulator.cases import QUALIFIED, Cases
from pipelines.simulator.company import (
    CLOSERS,
    CUSTOMER,
    DOLLARS_SINCE,
    KINDS,
    OTHER,
    PAID_SEARCH,
    REPS,
    VP_SALES,
)
from pipelines.simulator.days import DAY, MINUTE, NEVER, Days
from pipelines.simulator.draws import (
    Draws,
    Flags,
    Floats,
    Ints,
    Rng,
    Texts,
    chance,
    pick,
    some,
    spread,
)
from pipelines.simulator.people import Firms, People

FROM_CASE, EXPANSION, UNCLAIMED, SECOND, TWICE = range(5)
WON, LOST, OPEN = range(3)
NOBODY = -1
# of those that have an outcome; the others by the kind of their person
WINS_EXPANSION, WINS_UNCLAIMED = 0.62, 0.42
CHF_OF_SWISS, REOPENED, AT_ONCE, AGAIN = 0.22, 0.05, 0.015, 0.12
UNSAID = 0.08


@dataclass
class Deals:
    """One item per deal. `person` is whose deal it truly is, `case` what it came from."""

    origin: Ints
    case: Ints
    person: Ints
    firm: Ints
    owner: Ints
    opened_at: Ints
    outcome: Ints
    closed_at: Ints
    currency: Texts
    # NEVER for most
    reopened_at: Ints
    deleted_at: Ints

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.person)

    def joined(self, other: "Deals") -> "Deals":
        """Return these and those."""
        return Deals(
            **{
                item.name: np.concatenate([getattr(self, item.name), getattr(other, item.name)])
                for item in fields(self)
            }
        )


def deals_of_cases(
    draws: Draws, days: Days, people: People, firms: Firms, cases: Cases, first_case: int
) -> Deals:
    """Return the deals that converted cases opened; `first_case` numbers the first of them."""
    rng = draws.stream(f"deals of cases {first_case > 0}")
    mine = np.flatnonzero((cases.outcome == QUALIFIED) & (cases.outcome_at < days.end))
    person = cases.person[mine]
    rate = np.array([kind.won for kind in KINDS])[people.kind[person]]
    rate = rate * np.where(people.source[person] == PAID_SEARCH, 1.2, 1.0)
    return _played(
        rng, days, firms, FROM_CASE, mine + first_case, person, people.firm[person],
        cases.closer[mine], cases.outcome_at[mine], rate, 1.0,
    )  # fmt: skip


def deals_of_sales(
    draws: Draws, days: Days, people: People, firms: Firms, taken: Ints, deals: Deals
) -> Deals:
    """Return what Sales opened by itself: with customers, by partners, a second one, one twice.

    Args:
        draws: the seed's streams.
        days: the calendar.
        people: everyone.
        firms: where they work.
        taken: the firms that the CRM knows by somebody already.
        deals: those that cases opened.
    """
    rng = draws.stream("deals of sales")
    closers = np.array([n for n, rep in enumerate(REPS) if rep.title == CLOSERS] + [VP_SALES])
    closers = closers[[REPS[n].last_day >= days.dates[days.count - 1] for n in closers]]

    def batch(origin: int, person: Ints, at: Ints, rate: float, pace: float) -> Deals:
        owner = closers[rng.integers(0, len(closers), len(person))]
        case = np.full(len(person), NOBODY)
        firm = people.firm[person]
        wins = np.full(len(person), rate)
        return _played(rng, days, firms, origin, case, person, firm, owner, at, wins, pace)

    customers = np.flatnonzero(people.kind == CUSTOMER)
    wanted = max(2, round(0.10 * len(deals) * min(1.0, days.count / 180)))
    expands = rng.choice(customers, wanted, replace=len(customers) < wanted)
    again = np.flatnonzero((deals.outcome == WON) & chance(rng, AGAIN, len(deals)))
    later = deals.closed_at[again] + rng.integers(90, 280, len(again)) * DAY
    again, later = again[later < days.end], later[later < days.end]
    strangers = np.flatnonzero((people.kind <= OTHER) & ~np.isin(people.firm, taken))
    called = rng.choice(strangers, max(2, round(0.08 * len(deals))), replace=False)
    called = called[np.unique(people.firm[called], return_index=True)[1]]
    at_once = some(rng, np.flatnonzero(deals.closed_at - deals.opened_at > 20 * DAY), AT_ONCE)
    between = deals.opened_at[at_once] + (
        (np.minimum(deals.closed_at[at_once], days.end) - deals.opened_at[at_once]) * 0.4
    ).astype(np.int64)
    twice = some(rng, called, 0.15)
    parts = [
        batch(EXPANSION, expands, _opening(rng, days, len(expands)), WINS_EXPANSION, 0.5),
        batch(EXPANSION, deals.person[again], later, WINS_EXPANSION, 0.5),
        batch(UNCLAIMED, called, _opening(rng, days, len(called)), WINS_UNCLAIMED, 0.7),
        batch(SECOND, deals.person[at_once], between // MINUTE * MINUTE, 0.5, 0.6),
        batch(TWICE, twice, _opening(rng, days, len(twice)), 0.0, 1.5),
    ]
    parts[-1].deleted_at = parts[-1].opened_at + rng.integers(1, 9, len(twice)) * DAY
    joined = parts[0]
    for part in parts[1:]:
        joined = joined.joined(part)
    return joined


def settle(draws: Draws, days: Days, firms: Firms, deals: Deals) -> None:
    """Settle what only the whole list can tell: currencies, and which lost deals come back."""
    rng = draws.stream("settling deals")
    country = firms.country[deals.firm]
    dollars = (country == "United States") & ~days.between(
        deals.opened_at, days.first_day, DOLLARS_SINCE
    )
    swiss = np.flatnonzero(country == "Switzerland")
    francs = some(rng, swiss, CHF_OF_SWISS) if len(swiss) else some(rng, np.arange(len(deals)), 0)
    # one of them won, where there is any: revenue that no agreed rate converts
    francs = np.union1d(francs, swiss[deals.outcome[swiss] == WON][:1])
    deals.currency = np.where(dollars, "USD", "EUR").astype(object)
    deals.currency[francs] = "CHF"
    lost = (deals.outcome == LOST) & (deals.deleted_at >= NEVER)
    early = np.flatnonzero(lost & (deals.closed_at < days.end - 40 * DAY))
    early = early if len(early) else np.flatnonzero(lost & (deals.closed_at < days.end - 15 * DAY))
    back = some(rng, early, REOPENED)
    later = deals.closed_at[back] + rng.integers(7, 14, len(back)) * DAY
    deals.reopened_at[back] = days.after_work(later, np.zeros(len(back)))


def _opening(rng: Rng, days: Days, count: int) -> Ints:
    """Return moments at work at which deals are opened, the first of them early."""
    worked = np.flatnonzero(days.is_worked[: days.count])
    drawn = np.sort(worked[rng.integers(0, max(1, len(worked) - 1), count)])
    if count:
        drawn[0] = worked[min(len(worked) - 1, len(worked) // 20)]
    return days.starts[drawn] + rng.integers(9 * 60, 16 * 60, count) * MINUTE


def _played(
    rng: Rng,
    days: Days,
    firms: Firms,
    origin: int,
    case: Ints,
    person: Ints,
    firm: Ints,
    owner: Ints,
    opened_at: Ints,
    win_rate: Floats,
    pace: float,
) -> Deals:
    count = len(person)
    wins = chance(rng, win_rate, count)
    # the larger the firm, the longer it takes
    size = np.clip(np.log(firms.employees[firm] / 190.0) * 0.12 + 1.0, 0.7, 1.6)
    slow = np.array([rep.pace for rep in REPS])[owner] ** 0.5
    worked_days = spread(rng, np.where(wins, 46.0, 36.0), 0.45, count) * size * slow * pace
    closed_at = days.after_work(opened_at, worked_days * 8 * 3600) // MINUTE * MINUTE
    closed_at = _before_the_quarter_ends(rng, days, closed_at, wins)
    never = np.full(count, NEVER)
    return Deals(
        np.full(count, origin), case, person, firm, owner, opened_at,
        np.where(closed_at >= days.end, OPEN, np.where(wins, WON, LOST)),
        closed_at, np.full(count, "EUR", object), never.copy(), never.copy(),
    )  # fmt: skip


def _before_the_quarter_ends(rng: Rng, days: Days, closed_at: Ints, wins: Flags) -> Ints:
    """Pull some wins that would fall into a new quarter's first weeks into the old one."""
    day = np.minimum(days.day_of(closed_at), len(days.dates) - 1)
    into = np.array([_days_into_quarter(days, number) for number in range(len(days.dates))])[day]
    pulled = np.asarray(wins, bool) & (into < 14) & chance(rng, 0.5, len(day))
    back = np.maximum(day - into - 1 - rng.integers(0, 4, len(day)), 0)
    worked = np.searchsorted(np.flatnonzero(days.is_worked), back, side="right") - 1
    back = np.flatnonzero(days.is_worked)[np.maximum(worked, 0)]
    earlier = days.starts[back] + (closed_at - days.starts[day])
    return np.where(pulled & (earlier > closed_at - 20 * DAY), earlier, closed_at)


def _days_into_quarter(days: Days, number: int) -> int:
    day = days.dates[number]
    return (day - day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)).days


def losses(rng: Rng, deals: Deals) -> Texts:
    """Return why each deal was lost; Sales does not always say."""
    which = pick(rng, np.array([[0.35, 0.28, 0.37]]), np.zeros(len(deals), np.int64))
    reasons = np.array(["Competitor", "Price", "No decision"], object)[which]
    reasons[some(rng, np.flatnonzero(deals.outcome == LOST), UNSAID)] = ""
    return reasons
