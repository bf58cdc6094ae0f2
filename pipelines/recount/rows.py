"""The rows of the funnel fact: one per stage entered by one journey, the visit once per session."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from expectations.schema import Clause, Condition
from pipelines.recount.journeys import Entry, Journey
from pipelines.recount.ranks import clauses
from pipelines.recount.versions import Versions


@dataclass(slots=True)
class Row:
    """One row, in the words of the published fact; `subject` is a person, a browser or a deal."""

    subject: str
    journey_number: int
    stage_id: str
    entered_at: datetime
    entry_kind: str
    left_at: datetime | None
    left_to: str | None
    exit_reason: str | None
    agreement_version: str
    persona_id: str | None
    excluded_by: str | None
    opportunity_id: str | None
    amount: Decimal | None
    currency: str | None
    booked_on: date | None
    origin: str
    motion: str
    session: str = ""
    entry_number: int = 0


def rows_of(
    subject: str,
    journeys: Iterable[Journey],
    versions: Versions,
    origin: str,
    motion_of: Callable[[Journey], str],
) -> list[Row]:
    """Return the rows of everyone's journeys, numbered stage by stage in order of time."""
    found = [
        row
        for journey in journeys
        for row in _rows(subject, journey, versions, origin, motion_of(journey))
    ]
    counts: Counter[str] = Counter()
    for row in sorted(found, key=lambda row: (row.entered_at, row.journey_number)):
        counts[row.stage_id] += 1
        row.entry_number = counts[row.stage_id]
    return found


def _rows(
    subject: str, journey: Journey, versions: Versions, origin: str, motion: str
) -> Iterator[Row]:
    first = versions.all[-1].stages[0]
    entries = journey.rows(versions.at(journey.opened_at).stages[0])
    order = versions.all[-1].stages
    # a visit leaves once, with the first session; later sessions of the journey leave nothing
    visits = [entry for entry in entries if entry.stage == first]
    steps = sorted(
        (entry for entry in entries if entry.stage != first),
        key=lambda entry: order.index(entry.stage),
    )
    if visits:
        visits.sort(key=lambda entry: entry.at)
        steps.insert(0, visits[0])
    for place, entry in enumerate(steps):
        left_at, left_to, reason = journey.exited_at, journey.exit, journey.exit_reason
        if place + 1 < len(steps):
            left_at, left_to, reason = steps[place + 1].at, steps[place + 1].stage, None
        yield _row(subject, journey, versions, entry, origin, motion, (left_at, left_to, reason))
    for entry in visits[1:]:
        yield _row(subject, journey, versions, entry, origin, motion, (None, None, None))


def _row(
    subject: str,
    journey: Journey,
    versions: Versions,
    entry: Entry,
    origin: str,
    motion: str,
    left: tuple[datetime | None, str | None, str | None],
) -> Row:
    deal, amount = journey.deal, None
    condition = next(
        item.enter_when for item in versions.at(entry.at).agreement.stages if item.id == entry.stage
    )
    is_of_deals = condition is not None and _asks_for_deal(condition)
    is_won = is_of_deals and condition is not None and _asks_for_won(condition)
    if deal is not None and is_of_deals:
        if is_won:
            amount = deal.final_amount
        elif not journey.is_carried_again:
            # the amount at entry stands once, in the journey that the deal began in
            amount = deal.amount_at(entry.at)
    return Row(
        subject,
        journey.number,
        entry.stage,
        entry.at,
        entry.kind,
        *left,
        entry.version,
        entry.persona,
        None,
        deal.opportunity_id if deal else None,
        amount,
        deal.currency if deal and is_of_deals else None,
        deal.booked_on if deal and is_won else None,
        origin,
        motion,
        entry.session,
    )


def _asks_for_deal(condition: Condition) -> bool:
    return any(clause.field == "deal" for clause in clauses(condition))


def _asks_for_won(condition: Condition) -> bool:
    return any(_is_won(clause) for clause in clauses(condition))


def _is_won(clause: Clause) -> bool:
    return clause.field == "deal" and clause.value in ("won", ["won"])
