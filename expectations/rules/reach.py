"""Rules of what can happen at all: nothing asked can never hold, no persona is out of reach."""

from collections.abc import Iterator
from decimal import Decimal

from expectations.conditions import field_of
from expectations.rules.implied import implies
from expectations.rules.places import Finding, conditions_in
from expectations.schema import Agreement, AllOf, Clause, Condition
from expectations.vocabulary import OPERATORS_BY_KIND

# counts of what only the agreement's own `activities` bring about
_ACTIVITIES = {
    "key_pages": "key_page",
    "forms": "form",
    "demo_requests": "demo_request",
    "webinars": "webinar",
}


def everything_asked_can_happen(agreement: Agreement) -> Iterator[Finding]:
    """No condition contradicts itself, or asks for more than there can be."""
    for at, condition in conditions_in(agreement):
        if not _is_well_asked(condition, agreement):
            continue  # another rule says so
        problem = _never(condition, agreement)
        if problem:
            yield at, f"this can never hold: {problem}"


def every_persona_can_be_the_first(agreement: Agreement) -> Iterator[Finding]:
    """The first persona that matches counts, so none stands behind one that takes all of it."""
    for place, persona in enumerate(agreement.personas):
        for earlier in agreement.personas[:place]:
            if implies(persona.matches, earlier.matches):
                yield (
                    ("personas", place),
                    f"nobody is ever {persona.id!r}: whoever matches it matches {earlier.id!r},"
                    " which stands before it; put the narrower one first",
                )
                break


def _never(condition: Condition, agreement: Agreement) -> str | None:
    if isinstance(condition, Clause):
        return _clause_never(condition, agreement)
    if isinstance(condition, AllOf):
        problems = [_never(part, agreement) for part in condition.all]
        return next(filter(None, problems), None) or _contradiction(condition)
    problems = [_never(part, agreement) for part in condition.any]
    return problems[0] if all(problems) else None


def _clause_never(clause: Clause, agreement: Agreement) -> str | None:
    least = _bounds(clause)[0]
    if least is None:
        return None
    activity = _ACTIVITIES.get(clause.field)
    named = {item.activity for item in agreement.activities}
    if activity is not None and least > 0 and activity not in named:
        return f"{clause.field} are counted, but no tool's word in `activities` is a {activity}"
    if clause.field == "fit":
        most = sum(item.points for item in agreement.scoring.fit if item.points > 0)
        if least > most:
            return f"fit is at most {most}, since `scoring` gives no more points"
    points = agreement.scoring.engagement.points.values()
    if clause.field == "engagement" and least > 0 and not any(item > 0 for item in points):
        return "engagement is always 0, since `scoring` gives no points for it"
    return None


def _contradiction(condition: AllOf) -> str | None:
    """Return what two clauses that both must hold ask of one field and cannot have together."""
    clauses = list(_together(condition))
    for place, one in enumerate(clauses):
        for other in clauses[place + 1 :]:
            if one.field != other.field:
                continue
            (low, high), (other_low, other_high) = _bounds(one), _bounds(other)
            lows = [bound for bound in (low, other_low) if bound is not None]
            highs = [bound for bound in (high, other_high) if bound is not None]
            if lows and highs and max(lows) > min(highs):
                return f"{one.field} is asked to be {max(lows)} at least and {min(highs)} at most"
            words, other_words = _words(one), _words(other)
            if words is not None and other_words is not None and not words & other_words:
                return f"{one.field} is asked to be two things at once"
    return None


def _together(condition: AllOf) -> Iterator[Clause]:
    for part in condition.all:
        if isinstance(part, Clause):
            yield part
        elif isinstance(part, AllOf):
            yield from _together(part)


def _bounds(clause: Clause) -> tuple[Decimal | None, Decimal | None]:
    """Return the least and the most that a clause about a number lets hold."""
    try:
        numbers = [Decimal(str(value)) for value in clause.values]
    except ArithmeticError:
        return None, None
    if not numbers:
        return None, None
    return {
        "at_least": (numbers[0], None),
        "at_most": (None, numbers[0]),
        "equals": (numbers[0], numbers[0]),
        "between": (numbers[0], numbers[-1]),
    }.get(clause.is_, (None, None))


def _words(clause: Clause) -> set[str] | None:
    """Return the words that a clause lets be; None where it lets be more than these."""
    if clause.is_ not in ("equals", "one_of"):
        return None
    words = {str(value).strip().lower() for value in clause.values}
    return words | {"won", "lost"} if clause.field == "deal" and "closed" in words else words


def _is_well_asked(condition: Condition, agreement: Agreement) -> bool:
    if not isinstance(condition, Clause):
        parts = condition.all if isinstance(condition, AllOf) else condition.any
        return all(_is_well_asked(part, agreement) for part in parts)
    field = field_of(condition.field, agreement.attributes)
    return field is not None and condition.is_ in OPERATORS_BY_KIND[field.kind]
