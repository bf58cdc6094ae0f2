"""What ends a journey: an exit's condition that becomes true at a signal (rules 11 and 13)."""

from expectations.schema import AllOf, AnyOf, Condition, Exit
from expectations.vocabulary import EXITS
from pipelines.recount.conditions import deal_is
from pipelines.recount.signals import Signal
from pipelines.recount.versions import Version

# where, of several at one moment, each stands
PRECEDENCE = {name: place for place, name in enumerate(EXITS)}
Ending = tuple[int, str, str | None]


def endings_of(signal: Signal, version: Version) -> list[Ending]:
    """Return the exits that a signal fires, each with its place and its reason.

    What merely persists fires nothing: only what the signal itself sets is asked.
    """
    found: list[Ending] = []
    for exit_ in version.agreement.exits:
        if exit_.id == "joined_deal":
            fires = signal.kind == "deal_joined"
        else:
            fires = exit_.when is not None and _fires(exit_.when, signal)
        if fires:
            found.append((PRECEDENCE[exit_.id], exit_.id, _reason(exit_, signal)))
    return found


def _fires(condition: Condition, signal: Signal) -> bool:
    if isinstance(condition, AllOf):
        return all(_fires(part, signal) for part in condition.all)
    if isinstance(condition, AnyOf):
        return any(_fires(part, signal) for part in condition.any)
    if condition.field == "deal":
        became = {"deal_created": "open", "deal_won": "won", "deal_lost": "lost"}
        return signal.kind in became and deal_is(became[signal.kind], condition)
    if condition.field != signal.kind or not signal.value.strip():
        return False
    if condition.is_ == "known":
        return True
    wanted = condition.value if isinstance(condition.value, list) else [condition.value]
    return signal.value.strip() in [str(value).strip() for value in wanted]


def _reason(exit_: Exit, signal: Signal) -> str | None:
    """Return the agreed reason that the tool's words give, None where they give none."""
    said = signal.value
    if signal.kind == "deal_lost" and signal.deal is not None:
        said = signal.deal.loss_reason
    for reason in exit_.reasons:
        words = [*reason.words, reason.label, reason.id]
        if said.strip().lower() in [word.lower() for word in words]:
            return reason.id
    return None
