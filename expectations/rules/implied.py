"""Whether one condition can only hold where another does; what cannot be told counts as no."""

from decimal import Decimal

from expectations.conditions import phrase
from expectations.schema import AllOf, AnyOf, Clause, Condition


def implies(one: Condition, other: Condition) -> bool:
    """Say whether whatever meets one condition meets the other."""
    if isinstance(one, AnyOf):
        return all(implies(part, other) for part in one.any)
    if isinstance(other, AllOf):
        return all(implies(one, part) for part in other.all)
    if isinstance(one, AllOf):
        return any(implies(part, other) for part in one.all)
    if isinstance(other, AnyOf):
        return any(implies(one, part) for part in other.any)
    return _clause_implies(one, other)


def _clause_implies(one: Clause, other: Clause) -> bool:
    if one.field != other.field:
        return False
    if other.is_ == "known":
        return True
    wanted, enough = _values(one), _values(other)
    if one.is_ in ("equals", "one_of") and other.is_ in ("equals", "one_of"):
        return {_word(item) for item in wanted} <= {_word(item) for item in enough}
    if one.is_ == other.is_ == "domain_one_of":
        return {_word(item) for item in wanted} <= {_word(item) for item in enough}
    if one.is_ in ("equals", "one_of", "contains_any") and other.is_ == "contains_any":
        phrases = [f" {phrase(item)} " for item in enough]
        return all(any(part in f" {phrase(item)} " for part in phrases) for item in wanted)
    return _number_implies(one, other)


def _number_implies(one: Clause, other: Clause) -> bool:
    try:
        got, wanted = ([Decimal(item) for item in _values(item)] for item in (one, other))
    except ArithmeticError:
        return False
    if one.is_ not in ("at_least", "at_most", "equals", "between") or not got or not wanted:
        return False
    low = None if one.is_ == "at_most" else got[0]
    high = None if one.is_ == "at_least" else got[-1]
    is_enough = low is not None and low >= wanted[0]
    is_not_too_much = high is not None and high <= wanted[-1]
    return {
        "at_least": is_enough,
        "at_most": is_not_too_much,
        "equals": one.is_ == "equals" and got == wanted,
        "between": is_enough and is_not_too_much,
    }.get(other.is_, False)


def _values(clause: Clause) -> list[str]:
    return [str(value) for value in clause.values]


def _word(value: str) -> str:
    return value.strip().lower()
