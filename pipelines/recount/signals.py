"""What happened, as signals: one thing that happened to one person, at one moment (rule 4).

To add a kind of signal, make it here from the events of its subject, and say in `state.py` what it
changes.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from expectations.vocabulary import ActivityKind
from pipelines.recount.deals import Known
from pipelines.recount.people import COMPANIES, People
from pipelines.recount.sessions import Session
from pipelines.recount.truth import Event
from pipelines.recount.versions import Versions
from pipelines.simulator.truth_notes import DAY_ONLY, UNDATED, UNTRACKED

# the person's own acts: only these open a journey and postpone its end
ACTIVITIES = frozenset(get_args(ActivityKind))


@dataclass(frozen=True, slots=True)
class Signal:
    """One signal. `name` and `value` say more: which attribute, which label, whose team.

    Attributes:
        is_dated: whether the extracts know more of its time than its delivery.
        deal: of which deal it tells.
    """

    person: str
    at: datetime
    kind: str
    vendor: str
    record: str
    name: str = ""
    value: str = ""
    is_dated: bool = True
    deal: Known | None = None

    @property
    def is_activity(self) -> bool:
        """Whether it is the person's own act."""
        return self.kind in ACTIVITIES


def is_of_crm(signal: Signal) -> bool:
    """Say whether a record that was made is one of the CRM."""
    return signal.vendor == "salesforce" or signal.name == "hubspot_lead"


def signals_of_people(
    events: Iterable[Event], people: People, sessions: dict[str, Session], versions: Versions
) -> Iterator[Signal]:
    """Yield every signal of everyone who has a name, but those of their deals."""
    for event in events:
        if event.kind in ("session", "hit"):
            session = sessions.get(event.record)
            person = session.person if session else None
        else:
            person = people.of(event.told_of) if event.told_of else None
        if person is not None:
            yield from _signals(event, person, versions)


def signals_of_deals(deals: Iterable[Known]) -> Iterator[Signal]:
    """Yield the opening and closing of every deal that somebody claims, and who else is on it."""
    for deal in deals:
        number = deal.opportunity_id
        if deal.person is not None:
            yield Signal(
                deal.person, deal.opened_at, "deal_created", deal.vendor, number, deal=deal
            )
            if deal.closed_at is not None:
                yield Signal(
                    deal.person,
                    deal.closed_at,
                    f"deal_{deal.outcome}",
                    deal.vendor,
                    number,
                    deal=deal,
                )
        for person in sorted(deal.influences):
            yield Signal(person, deal.opened_at, "deal_joined", deal.vendor, number, deal=deal)


def of_nobody(deal: Known) -> list[Signal]:
    """Return the signals of a deal that nobody claims."""
    name, number = f"deal:{deal.opportunity_id}", deal.opportunity_id
    found = [Signal(name, deal.opened_at, "deal_created", deal.vendor, number, deal=deal)]
    if deal.closed_at is not None:
        kind = f"deal_{deal.outcome}"
        found.append(Signal(name, deal.closed_at, kind, deal.vendor, number, deal=deal))
    return found


def signals_of_accounts(events: Iterable[Event], people: People) -> Iterator[Signal]:
    """Yield what is told of the firms at which people are known to work, from then on."""
    told: dict[str, list[Event]] = defaultdict(list)
    members: list[Event] = []
    for event in events:
        if event.kind == "attribute" and event.told_of.partition(":")[0] in COMPANIES:
            told[event.told_of].append(event)
        elif event.kind == "member":
            members.append(event)
    for member in members:
        person = people.of(member.told_of)
        for event in told[member.value] if person else []:
            yield Signal(
                person or "",
                max(event.at, member.at),
                "account_attribute",
                member.value.partition("_")[0],
                event.record,
                event.word,
                event.value,
            )


def _signals(event: Event, person: str, versions: Versions) -> Iterator[Signal]:
    at, is_dated = _when(event, versions)
    version, vendor = versions.at(at), event.told_of.partition("_")[0]

    def signal(kind: str, vendor: str, name: str = "", value: str = "") -> Signal:
        return Signal(person, at, kind, vendor, event.record, name, value, is_dated)

    if event.kind == "session":
        yield signal("session", "ga4")
    elif event.kind == "hit":
        activity = version.activity("ga4", "event", event.word)
        if activity is None and event.word == "page_view":
            activity = version.activity("ga4", "page", event.value)
        if activity:
            yield signal(activity, "ga4")
    elif event.kind == "form":
        activity = version.activity(vendor, "form", event.word)
        if activity:
            yield signal(activity, vendor)
    elif event.kind == "webinar":
        activity = version.activity("mapped", "activity", event.value)
        if activity:
            yield signal(activity, "mapped")
    elif event.kind == "email_click":
        yield signal("email_click", "hubspot" if vendor.startswith("email:") else vendor)
    elif event.kind == "campaign_response":
        activity = version.activity("salesforce", "campaign_type", event.word)
        yield signal(activity or "campaign_response", "salesforce")
    elif event.kind == "meeting":
        yield signal("meeting_held", vendor, value=event.value)
    elif event.kind == "sales_act":
        yield signal(f"outbound_{event.word}", vendor, value=event.value)
    elif event.kind in ("crm_label", "marketing_label"):
        yield signal(event.kind, vendor, value=event.word)
    elif event.kind == "owner":
        yield signal("owner", vendor, value=event.word)
    elif event.kind == "attribute":
        yield signal("attribute", vendor, event.word, event.value)
    elif event.kind == "record":
        yield signal("record_created", event.word.partition("_")[0], event.word)


def _when(event: Event, versions: Versions) -> tuple[datetime, bool]:
    """Return when an event counts, and whether the extracts date it at all."""
    if event.note == DAY_ONLY:
        # rule 28: known by its day alone, it counts at that day's end
        return versions.end_of_day(versions.local_day(event.at)), True
    if event.note in (UNDATED, UNTRACKED):
        # rule 6: known by its delivery alone
        return event.visible_at, False
    return event.at, True
