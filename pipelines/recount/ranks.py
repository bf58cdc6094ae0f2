"""The order of signals of one moment: who owns, what is told, what is made, then by stage."""

from collections.abc import Iterator

from expectations.schema import AllOf, AnyOf, Clause, Condition
from pipelines.recount.endings import endings_of
from pipelines.recount.signals import Signal
from pipelines.recount.state import COUNTED
from pipelines.recount.versions import Version

LAST = 1000
FIELDS = {kind: field for field, kind in COUNTED.items()}


def rank(signal: Signal, version: Version) -> tuple[int, int]:
    """Return where a signal stands among those of its moment (rule 5, and what was added to it)."""
    early = {"owner": 0, "account_attribute": 1, "attribute": 2, "record_created": 3}
    if signal.kind in early:
        return early[signal.kind], 0
    if signal.kind == "session":
        return 4, 0
    if endings_of(signal, version):
        return 4, LAST
    for place, stage in enumerate(version.agreement.stages):
        if stage.enter_when is not None and any(
            _asks(clause, signal, version) for clause in clauses(stage.enter_when)
        ):
            return 4, place
    return 4, LAST - 1


def clauses(condition: Condition) -> Iterator[Clause]:
    """Yield every clause of a condition."""
    if isinstance(condition, AllOf):
        for part in condition.all:
            yield from clauses(part)
    elif isinstance(condition, AnyOf):
        for part in condition.any:
            yield from clauses(part)
    else:
        yield condition


def _asks(clause: Clause, signal: Signal, version: Version) -> bool:
    """Say whether a clause can become true at a signal."""
    if clause.field == "engagement":
        return signal.kind in version.agreement.scoring.engagement.points
    if clause.field == "deal":
        states = {"deal_created": "open", "deal_won": "won", "deal_lost": "lost"}
        wanted = clause.value if isinstance(clause.value, list) else [clause.value]
        state = states.get(signal.kind)
        return state in wanted or ("closed" in wanted and state in ("won", "lost"))
    if clause.field in ("crm_label", "marketing_label"):
        wanted = clause.value if isinstance(clause.value, list) else [clause.value]
        return signal.kind == clause.field and signal.value in wanted
    return FIELDS.get(signal.kind) == clause.field
