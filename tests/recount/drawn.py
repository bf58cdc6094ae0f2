"""Small companies drawn by Hypothesis, in the language of `tests/scenarios`.

Few people, few browsers, few moments: so that merges, shared browsers, ties, returns, concurrent
deals, reopened ones and the days on which a version starts meet each other often.
"""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.recount.drawn_deals import deals
from tests.recount.drawn_sessions import sessions
from tests.scenarios.cases import Case, Scenario
from tests.scenarios.terms import Base, versions_of

NAMES = ("anna", "ben", "cleo", "dora", "emil")
LABELS = ("Accepted", "Recycled", "Disqualified", "Working")
BEGAN = datetime(2025, 1, 7, 9)
AS_OF = datetime(2025, 12, 31, 23)
AS_OFS = (AS_OF, AS_OF, datetime(2025, 7, 31, 22))
# midnights in Berlin at which versions start
STARTS = (datetime(2025, 3, 31, 22), datetime(2025, 5, 31, 22), datetime(2025, 9, 30, 22))
VERSIONS: tuple[list[dict[str, Any]], ...] = (
    [],
    [
        {
            "effective_from": "2025-04-01",
            "stages": {"mql": {"enter_when": "engagement >= 30 or demo_requests >= 1"}},
        }
    ],
    [
        {
            "effective_from": "2025-04-01",
            "stages": {"mql": {"enter_when": "engagement >= 80 or demo_requests >= 1"}},
        },
        {"effective_from": "2025-06-01", "engagement": {"window_days": 30, "points": {"form": 40}}},
    ],
    [
        {
            "effective_from": "2025-06-01",
            "add_stage": {"id": "discovery", "after": "sal", "enter_when": "discovery is known"},
        },
        {"effective_from": "2025-10-01", "promises": {"accept_or_return": {"on_deadline": "sal"}}},
    ],
    [
        {"effective_from": "2025-01-01", "promises": {"accept_or_return": {"on_deadline": "sal"}}},
        {
            "effective_from": "2025-04-01",
            "exits": {"recycled": "crm_label is 'Working' or 'Recycled'"},
        },
    ],
)


def _moments() -> st.SearchStrategy[list[datetime]]:
    """Return some moments, and what lies a window, an expiry or a minute from them."""
    hours = st.integers(0, 330 * 24).map(lambda hours: BEGAN + timedelta(hours=hours))
    apart = st.sampled_from([timedelta(days=90), timedelta(days=180), timedelta(minutes=1)])

    @st.composite
    def pool(draw: st.DrawFn) -> list[datetime]:
        found = draw(st.lists(st.one_of(hours, st.sampled_from(STARTS)), min_size=4, max_size=14))
        found += [moment + draw(apart) for moment in found[::3]]
        return [moment for moment in found if moment < AS_OF - timedelta(days=20)]

    return pool()


@st.composite
def _of_person(draw: st.DrawFn, name: str, pool: list[datetime]) -> list[dict[str, Any]]:
    """Draw what one person does and what is done about them."""
    at = st.sampled_from(pool)
    activity = st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["form", "demo_request", "webinar", "key_page", "email_click"]),
            "who": st.just(name),
            "at": at,
        }
    )
    label = st.fixed_dictionaries(
        {
            "kind": st.just("crm_label"),
            "who": st.just(name),
            "value": st.sampled_from(LABELS),
            "at": at,
        }
    )
    act = st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["meeting_held", "outbound_call", "outbound_email"]),
            "who": st.just(name),
            "at": at,
            "by_team": st.sampled_from(["sales", "sales", "marketing"]),
        }
    )
    attribute = st.fixed_dictionaries(
        {
            "kind": st.just("attribute"),
            "who": st.just(name),
            "name": st.sampled_from(["budget", "discovery"]),
            "value": st.sampled_from(["10000", "known", " "]),
            "at": at,
        }
    )
    owner = st.fixed_dictionaries(
        {
            "kind": st.just("owner"),
            "who": st.just(name),
            "value": st.sampled_from(["rep1", "rep2", "queue"]),
            "at": at,
        }
    )
    what = st.one_of(activity, activity, label, act, attribute, owner)
    events = draw(st.lists(what, max_size=9))
    # no tool holds two values of one property at one moment
    told = {(event["name"], event["at"]): event for event in events if event["kind"] == "attribute"}
    events = [event for event in events if event["kind"] != "attribute"] + list(told.values())
    if draw(st.booleans()):
        events.append({"kind": "crm_record_created", "who": name, "at": draw(at)})
    for event in events:
        late = draw(st.integers(0, 9))
        if late == 0 and event["kind"] in ("form", "webinar"):
            event.update(observed_at=event["at"] + timedelta(days=9), at=None)
        elif late == 1:
            event["observed_at"] = event["at"] + timedelta(days=9)
        elif late == 2 and event["kind"].startswith("outbound"):
            day = event.pop("at")
            event.update(date=day.date(), observed_at=day + timedelta(days=2))
    return events


@st.composite
def _families(draw: st.DrawFn, family: int) -> list[dict[str, Any]]:
    """Draw what happened among a few people who share browsers, records and deals."""
    pool = draw(_moments()) or [BEGAN]
    names = [f"{name}{family}" for name in NAMES[: draw(st.integers(1, len(NAMES)))]]
    events = [event for name in names for event in draw(_of_person(name, pool))]
    events += draw(sessions(family, names, pool))
    events += draw(deals(family, names, pool))
    if len(names) > 1:
        for _ in range(draw(st.integers(0, 2))):
            loser, winner = draw(st.permutations(names))[:2]
            at = draw(st.sampled_from(pool))
            events.append({"kind": "merge", "winner": winner, "loser": loser, "at": at})
    return events


@st.composite
def companies(draw: st.DrawFn, base: Base, families: int = 8) -> Case:
    """Draw a company of some families under some versions of the agreement."""
    count = draw(st.integers(1, families))
    events = [event for number in range(count) for event in draw(_families(number))]
    if not events:
        events = [{"kind": "form", "who": "anna0", "at": BEGAN}]
    return company(base, events, draw(st.sampled_from(VERSIONS)), draw(st.sampled_from(AS_OFS)))


def company(
    base: Base, events: list[dict[str, Any]], changes: list[dict[str, Any]], as_of: datetime
) -> Case:
    """Return a case of these events under a base and its changes."""
    scenario = Scenario.model_validate(
        {
            "id": "drawn",
            "title": "A drawn company",
            "as_of": as_of,
            "agreement_versions": changes,
            "events": events,
            "expect": {"entries": []},
        }
    )
    return Case(scenario, versions_of(base, scenario.agreement_versions))
