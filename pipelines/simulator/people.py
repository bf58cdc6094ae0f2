"""Who there is: firms, their people, what brought each of them, how interested they are."""

from dataclasses import dataclass

import numpy as np

from pipelines.simulator.company import (
    CAMPAIGNS,
    COUNTRIES,
    CUSTOMER,
    FAIR,
    GAPS,
    INDUSTRIES,
    KINDS,
    OTHER,
    OUR_DOMAIN,
    OUTSIDER,
    RAFFLE,
    RAFFLE_GAPS,
    RAFFLE_KINDS,
    RAFFLE_LEADS,
    RIVAL,
    RIVAL_DOMAIN,
    SOURCES,
    STAFF,
)
from pipelines.simulator.days import Days
from pipelines.simulator.draws import (
    Draws,
    Flags,
    Floats,
    Ints,
    Texts,
    pick,
    pick_one,
    some,
    spread,
)
from pipelines.simulator.names import FIRST_NAMES, LAST_NAMES, addresses, firms

PEOPLE_A_FIRM = 2.4
SHARED_BROWSERS = 0.006


@dataclass
class Firms:
    """One item per firm. `group` is the kind of visitor that works there."""

    group: Ints
    name: Texts
    domain: Texts
    industry: Texts
    employees: Ints
    country: Texts


@dataclass
class People:
    """One item per true person, in order of arrival; `shares_with` is whose browser they use."""

    kind: Ints
    firm: Ints
    title: Texts
    first_name: Ints
    last_name: Ints
    email: Texts
    arrived_on: Ints
    source: Ints
    warmth: Floats
    becomes_lead: Flags
    shares_with: Ints
    # what their entry in the marketing tool lacks
    hides_title: Flags
    hides_company: Flags
    hides_country: Flags

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.kind)


def make_people(draws: Draws, days: Days, count: int) -> tuple[Firms, People]:
    """Return the firms and the people of this play, `count` of them."""
    rng = draws.stream("people")
    arrived_on = np.sort(pick_one(rng, days.weights[: days.count], count))
    source = pick(rng, _sources_by_day(days), arrived_on)
    kind = pick(rng, _kinds_by_source(), source)
    # everyone whom the story needs is there, however small the company is
    for number, wanted in ((CUSTOMER, 6), (RIVAL, 2), (STAFF, 2)):
        lacking = max(0, min(wanted, count // 20) - int((kind == number).sum()))
        kind[rng.choice(np.flatnonzero(kind <= OTHER), lacking, replace=False)] = number
    firms_ = _make_firms(draws, count)
    firm = _firm_of(rng, firms_, kind)
    rates = np.array([item.leads for item in KINDS])[kind]
    lift = np.array([item.lift for item in SOURCES])[source]
    lead_rate = np.where(source == RAFFLE, RAFFLE_LEADS, np.minimum(rates * lift, 0.9))
    becomes_lead = (rng.random(count) < lead_rate) | (source == FAIR)
    middle = np.array([item.warmth for item in KINDS])[kind] * np.where(becomes_lead, 1.0, 0.35)
    gaps = np.where(source == RAFFLE, RAFFLE_GAPS, GAPS)
    shares_with = _shared_browsers(rng, firm, kind, becomes_lead)
    first = rng.integers(0, len(FIRST_NAMES), count)
    last = rng.integers(0, len(LAST_NAMES), count)
    titles = [np.array(item.titles, dtype=object) for item in KINDS]
    title = np.empty(count, dtype=object)
    for number, words in enumerate(titles):
        mine = np.flatnonzero(kind == number)
        title[mine] = words[rng.integers(0, len(words), len(mine))]
    return firms_, People(
        kind=kind,
        firm=firm,
        title=title,
        first_name=first,
        last_name=last,
        email=addresses(first, last, firms_.domain, firm),
        arrived_on=arrived_on,
        source=source,
        warmth=np.clip(middle + 0.2 * rng.standard_normal(count), 0.02, 0.98),
        becomes_lead=becomes_lead,
        shares_with=shares_with,
        hides_title=rng.random(count) < gaps,
        hides_company=rng.random(count) < gaps / 2,
        hides_country=rng.random(count) < gaps,
    )


def _sources_by_day(days: Days) -> Floats:
    """Return the weight of each source on each day: campaigns run from one day to another."""
    weights = np.zeros((days.count, len(SOURCES)))
    for number, source in enumerate(SOURCES):
        shown = [source.first_day <= day <= source.last_day for day in days.dates[: days.count]]
        weights[:, number] = np.where(shown, source.share, 0.0)
    for campaign in CAMPAIGNS:
        if campaign.source == FAIR:
            first, last = days.on(campaign.first_day), days.on(campaign.last_day)
            weights[max(first, 0) : max(last + 1, 0), FAIR] = 1.1
    return weights


def _kinds_by_source() -> Floats:
    weights = np.tile([kind.share for kind in KINDS], (len(SOURCES), 1))
    weights[RAFFLE] = RAFFLE_KINDS
    weights[FAIR, [RIVAL, STAFF]] = 0.0
    weights[FAIR, OUTSIDER] *= 0.4
    return np.asarray(weights, dtype=np.float64)


def _make_firms(draws: Draws, count: int) -> Firms:
    """Return ordinary firms, small ones of outsiders, customers, a rival, and our own."""
    rng = draws.stream("firms")
    sizes = (max(8, round(0.82 * count / PEOPLE_A_FIRM)), max(4, count // 12), max(4, count // 60))
    group = np.repeat([OTHER, OUTSIDER, CUSTOMER, RIVAL, STAFF], [*sizes, 1, 1])
    shares = np.array([share for _, share in INDUSTRIES])
    industry = np.array([name for name, _ in INDUSTRIES], object)[pick_one(rng, shares, len(group))]
    outside = np.array(["Education", "Consulting"], object)[rng.integers(0, 2, len(group))]
    industry = np.where(group == OUTSIDER, outside, industry)
    employees = spread(rng, 210.0, 0.88, len(group))
    employees = np.where(group == OUTSIDER, spread(rng, 9.0, 0.8, len(group)), employees)
    country = np.array([name for name, _ in COUNTRIES], object)[
        pick_one(rng, np.array([share for _, share in COUNTRIES]), len(group))
    ]
    name, domain = firms(list(industry), list(country))
    name[-2:] = ["Fjordplan A/S", "Nordlicht Software GmbH"]
    domain[-2:] = [RIVAL_DOMAIN, OUR_DOMAIN]
    return Firms(
        group,
        np.array(name, object),
        np.array(domain, object),
        industry,
        np.maximum(np.round(employees), 1).astype(np.int64),
        country,
    )


def _firm_of(rng: np.random.Generator, firms_: Firms, kind: Ints) -> Ints:
    """Return each person's firm: buyers at ordinary ones, outsiders at small ones."""
    firm = np.empty(len(kind), np.int64)
    group = np.where(kind < OTHER, OTHER, kind)
    for number in (OTHER, OUTSIDER, CUSTOMER, RIVAL, STAFF):
        mine, theirs = np.flatnonzero(group == number), np.flatnonzero(firms_.group == number)
        firm[mine] = theirs[rng.integers(0, len(theirs), len(mine))]
    return firm


def _shared_browsers(rng: np.random.Generator, firm: Ints, kind: Ints, leads: Flags) -> Ints:
    """Return whose browser each person uses too, -1 for nobody's: two leads of one firm."""
    shares = np.full(len(firm), -1, np.int64)
    at_work = np.flatnonzero(leads & (kind <= OTHER))
    order = at_work[np.argsort(firm[at_work], kind="stable")]
    pairs = np.flatnonzero(firm[order][1:] == firm[order][:-1])
    if not len(pairs) and len(at_work) > 1:
        # in a company this small no two leads share a firm yet
        firm[at_work[1]] = firm[at_work[0]]
        order, pairs = at_work[:2], np.array([0])
    for pair in some(rng, pairs, max(SHARED_BROWSERS * len(firm) / max(len(pairs), 1), 0)):
        if shares[order[pair]] < 0:
            shares[order[pair + 1]] = order[pair]
    return shares
