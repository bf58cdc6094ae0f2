"""Where a draft takes the place of signed versions, and how far back the models must run for it.

A draft that changes conditions, thresholds, personas, fit points or exclusions is tried on the
states that were built: only the marked condition in the compiled SQL changes. Any other change of
the rules needs the steps before the states as well. To let a part be tried on the states, name it
in ON_STATES and place it in `statements.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from expectations.compile.settings import effective_at
from expectations.conditions import clauses_of
from expectations.errors import BadInputError
from expectations.schema import Agreement, Condition
from expectations.schema.parts import Part

# what is asked of a state after all else is known of it
ON_STATES = frozenset({"entry conditions", "personas", "fit points", "exclusions"})
# parts that judge as a whole; handoffs, tolerances, cadence and targets move nobody
_WHOLE = (
    *("time_zone", "currency", "fiscal_year_starts_in", "parties", "attributes", "activities"),
    *("labels", "calendars"),
)
_SAID_OF_PROMISES = ("label", "to", "direction", "unit", "target", "tolerance")
# fields of a state that no published file holds
PRIVATE = frozenset({"email"})


@dataclass(frozen=True)
class Placement:
    """A draft in the place of one or more versions, in order of effect.

    Attributes:
        draft: what is tried.
        versions: every signed version, in order of effect.
        replaced: those whose place it takes; the last one is in force.
        parts: what the draft changes of how the replaced versions judge.
        since: the day from which both sides are counted, where one is named.
    """

    draft: Agreement
    versions: tuple[Agreement, ...]
    replaced: tuple[Agreement, ...]
    parts: frozenset[str]
    since: date | None = None

    @property
    def in_force(self) -> Agreement:
        """The version beside which the draft is laid."""
        return self.replaced[-1]

    @property
    def starts_at(self) -> datetime | None:
        """When the first replaced version took effect (UTC); None where nothing came before it."""
        first = self.replaced[0]
        return None if first == self.versions[0] else effective_at(first)

    @property
    def counted_from(self) -> datetime | None:
        """The moment from which both sides are counted (UTC); None for all that is known."""
        if self.since is None:
            return self.starts_at
        # no zone has an earlier midnight, and nothing that we count is older
        day = max(self.since, date(1970, 1, 2))
        midnight = datetime.combine(day, time(), ZoneInfo(self.draft.time_zone))
        return midnight.astimezone(UTC).replace(tzinfo=None)

    @property
    def on_states(self) -> bool:
        """Whether the states that were built are enough to try it."""
        return self.parts <= ON_STATES and not _asks_private(self.draft)

    @property
    def series(self) -> list[Agreement]:
        """The versions as they would stand: the draft takes effect when the first replaced did."""
        placed = self.draft.model_copy(update={"effective_from": self.replaced[0].effective_from})
        return [*(item for item in self.versions if item not in self.replaced), placed]


def place(
    draft: Agreement, versions: Iterable[Agreement], as_of: datetime, since: date | None = None
) -> Placement:
    """Put a draft in the place of the version in force, or of all since a day.

    Args:
        draft: the document that is tried; its own day of effect does not matter.
        versions: every signed version, in order of effect.
        as_of: the end of what is known (UTC, without a zone).
        since: a day; what entered from then on is counted. The draft takes the place of the
            version in force on it and of all later ones, from the first of them on, so that it
            has judged whatever came before that day too.

    Raises:
        BadInputError: the day lies after the end of what is known.
    """
    signed = list(versions)
    known = [item for item in signed if effective_at(item) <= as_of] or signed[:1]
    if since is not None and since > as_of.date():
        raise BadInputError(
            f"--since {since}: what is known ends on {as_of.date()}. Nothing was changed. Name an"
            " earlier day."
        )
    before = [item for item in known if since is None or item.effective_from <= since]
    first = before[-1] if before else known[0]
    replaced = tuple(known[known.index(first) :])
    changed = frozenset[str]().union(*(changed_parts(item, draft) for item in replaced))
    return Placement(draft, tuple(signed), replaced, changed, since)


def changed_parts(version: Agreement, draft: Agreement) -> frozenset[str]:
    """Return the parts of a version's rules that a draft changes; words alone are none."""
    ours, theirs = _rules(version), _rules(draft)
    return frozenset(part for part in ours if ours[part] != theirs[part])


def _rules(agreement: Agreement) -> dict[str, Any]:
    """Return what judges, by part, without what is only said."""
    return {
        "entry conditions": [(item.id, item.enter_when) for item in agreement.stages],
        "personas": [(item.id, item.matches) for item in agreement.personas],
        "fit points": agreement.scoring.fit,
        "exclusions": [(item.id, item.when) for item in agreement.exclusions],
        "engagement points": agreement.scoring.engagement,
        "stages": [(item.id, item.owner, item.window_days) for item in agreement.stages],
        "exits": [_without(item, "label") for item in agreement.exits],
        "promises": [_without(item, *_SAID_OF_PROMISES) for item in agreement.promises],
        "KPIs": [(item.id, item.counts, item.stage, item.window_days) for item in agreement.kpis],
        **{name.replace("_", " "): getattr(agreement, name) for name in _WHOLE},
    }


def _without(part: Part, *names: str) -> dict[str, Any]:
    return part.model_dump(exclude=set(names))


def _asks_private(draft: Agreement) -> bool:
    asked: list[Condition] = [
        *(item.matches for item in draft.personas),
        *(item.when for item in draft.scoring.fit),
        *(item.when for item in draft.exclusions),
        *(item.enter_when for item in draft.stages if item.enter_when is not None),
    ]
    return any(clause.field in PRIVATE for part in asked for _, clause in clauses_of(part))
