"""What is owed to whom from when, and whether it was kept (rules 26 to 29)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from expectations.annexes import Annexes
from pipelines.recount.calendars import due_at
from pipelines.recount.conditions import holds
from pipelines.recount.journeys import Entry, Journey, Owed
from pipelines.recount.signals import Signal
from pipelines.recount.versions import Versions


@dataclass(frozen=True, slots=True)
class Act:
    """One outbound act: the side whose it was, and the side whose record it was about."""

    at: datetime
    team: str | None
    owned_by: str | None


@dataclass(frozen=True, slots=True)
class Obligation:
    """One promise due, settled as of a moment."""

    journey: int
    promise: str
    starts_at: datetime
    due_at: datetime
    met_at: datetime | None
    status: str
    version: str


def owed_to(
    entry: Entry, journey: Journey, versions: Versions, annexes: Annexes, in_crm: Signal | None
) -> Iterable[Owed]:
    """Yield what an entry starts; an inferred one and an undated one start nothing.

    Args:
        entry: the entry, as it was just made.
        journey: whose state says to whom a promise applies.
        versions: of which the one in force at the start governs.
        annexes: the days off.
        in_crm: the making of the person's first record in the CRM, None where it has none.
    """
    if entry.kind == "inferred" or not entry.is_dated:
        return
    if in_crm is not None and in_crm.at > entry.at and not in_crm.is_dated:
        # nobody knows since when it was there
        return
    # Marketing brings the record to the CRM; until it is there, Sales owes nothing (rule 26)
    starts = [(True, entry.at)]
    if in_crm is not None:
        starts.append((False, max(entry.at, in_crm.at)))
    for is_routing, start in starts:
        version = versions.at(start)
        for promise in version.promises_of(entry.stage):
            applies = promise.applies_when is None or holds(
                promise.applies_when, journey.state, version, entry.at
            )
            if (promise.act == "routing") == is_routing and applies:
                due = due_at(promise, version.agreement, annexes, start)
                yield Owed(promise, entry.stage, start, due, version.name)


def settled(
    owed: Owed,
    journey: Journey,
    acts: list[Act],
    crm_at: datetime | None,
    order: list[str],
    as_of: datetime,
) -> Obligation:
    """Return how a promise stands as of a moment."""
    met_at = _met_at(owed, journey, acts, crm_at, order)
    ended = journey.exited_at
    if met_at is not None and ended is not None and met_at > ended:
        # what is done after the end changes nothing
        met_at = None
    if met_at is not None and met_at <= owed.due_at:
        status = "kept"
    elif ended is not None and ended <= owed.due_at:
        status = "excused"
    elif met_at is None and as_of < owed.due_at:
        status = "pending"
    else:
        status = "broken"
    return Obligation(
        journey.number, owed.promise.id, owed.starts_at, owed.due_at, met_at, status, owed.version
    )


def _met_at(
    owed: Owed, journey: Journey, acts: list[Act], crm_at: datetime | None, order: list[str]
) -> datetime | None:
    if owed.promise.act == "routing":
        return max(crm_at, owed.starts_at) if crm_at else None
    if owed.promise.act in ("first_contact", "attempts"):
        # rule 29: by the owning team, the promise's own where nobody owns the record
        found = sorted(
            act.at
            for act in acts
            if act.at >= owed.starts_at and act.team == (act.owned_by or owed.promise.by)
        )
        wanted = owed.promise.quantity if owed.promise.act == "attempts" else 1
        return found[wanted - 1] if len(found) >= wanted else None
    if owed.promise.act == "accept_or_return":
        found = [
            at
            for at, label in journey.labels_set
            if at >= owed.starts_at and label in owed.promise.labels
        ]
        # or any entry of a later stage that no policy made
        place = order.index(owed.stage)
        found += [
            entry.at
            for entry in journey.entered.values()
            if order.index(entry.stage) > place
            and entry.kind != "policy"
            and not _made_by_policy(entry, journey)
            and entry.at >= owed.starts_at
        ]
        return min(found, default=None)
    return None


def _made_by_policy(entry: Entry, journey: Journey) -> bool:
    """Whether an inferred entry was implied by one that a policy made."""
    return entry.kind == "inferred" and any(
        other.kind == "policy" and other.at == entry.at for other in journey.entered.values()
    )
