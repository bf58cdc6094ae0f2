"""Conditions as scenario files write them, turned into those of an agreement.

`engagement >= 50 or demo_requests >= 1`, `crm_label is 'Accepted'`, `deal is open or closed`,
`meetings_held >= 1 and budget is known`, with brackets. `and` binds before `or`. What a stage may
not ask (less than, absence, age) is no word here.
"""

import re
from typing import Any

_TOKEN = re.compile(r"\s*(?:(>=|==?|\(|\)|,|\[|\])|'([^']*)'|\"([^\"]*)\"|([\w.\-]+)|(\S))")
_OPERATORS = (">=", "=", "==", "is", "in")


def parse(text: str) -> dict[str, Any]:
    """Return a condition of the agreement: all / any over clauses.

    Raises:
        ValueError: naming the word that is not understood.
    """
    tokens = _tokens(text)
    condition, rest = _any(tokens)
    if rest:
        raise ValueError(f"condition {text!r}: {rest[0][1]!r} is not understood here")
    return condition


def fields(condition: dict[str, Any]) -> set[str]:
    """Return every field that a condition asks."""
    parts = condition.get("all") or condition.get("any")
    if parts is None:
        return {condition["field"]}
    return {name for part in parts for name in fields(part)}


Token = tuple[str, str]


def _tokens(text: str) -> list[Token]:
    found = []
    for match in _TOKEN.finditer(text.strip()):
        sign, single, double, word, other = match.groups()
        if other is not None:
            raise ValueError(f"condition {text!r}: {other!r} is not understood")
        quoted = single if single is not None else double
        if quoted is not None:
            found.append(("value", quoted))
        else:
            found.append(("sign" if sign else "word", sign or word))
    return found


def _any(tokens: list[Token]) -> tuple[dict[str, Any], list[Token]]:
    return _joined("any", "or", _all, tokens)


def _all(tokens: list[Token]) -> tuple[dict[str, Any], list[Token]]:
    return _joined("all", "and", _one, tokens)


def _joined(
    key: str, word: str, part: Any, tokens: list[Token]
) -> tuple[dict[str, Any], list[Token]]:
    first, rest = part(tokens)
    parts = [first]
    while rest and rest[0] == ("word", word):
        following, rest = part(rest[1:])
        parts.append(following)
    return (first if len(parts) == 1 else {key: parts}), rest


def _one(tokens: list[Token]) -> tuple[dict[str, Any], list[Token]]:
    if tokens and tokens[0] == ("sign", "("):
        condition, rest = _any(tokens[1:])
        if not rest or rest[0] != ("sign", ")"):
            raise ValueError("a bracket is not closed")
        return condition, rest[1:]
    if len(tokens) < 3 or tokens[0][0] != "word" or tokens[1][1] not in _OPERATORS:
        raise ValueError(f"{' '.join(word for _, word in tokens[:3])!r} is no clause")
    (_, field), (_, operator), *rest = tokens
    if operator == ">=":
        return {"field": field, "is": "at_least", "value": rest[0][1]}, rest[1:]
    if rest[0] == ("word", "known"):
        return {"field": field, "is": "known"}, rest[1:]
    values, rest = _values(rest)
    if len(values) == 1:
        return {"field": field, "is": "equals", "value": values[0]}, rest
    return {"field": field, "is": "one_of", "value": values}, rest


def _values(tokens: list[Token]) -> tuple[list[str], list[Token]]:
    """Read `'A'`, `open or closed`, `one of 'A', 'B'` or `('A', 'B')`; an `or` before a new clause
    ends it.
    """
    if [word for _, word in tokens[:2]] == ["one", "of"]:
        tokens = tokens[2:]
    closing = {"(": ")", "[": "]"}.get(tokens[0][1] if tokens[0][0] == "sign" else "")
    tokens = tokens[1:] if closing else tokens
    values = [_value(tokens)]
    tokens = tokens[1:]
    while _goes_on(tokens):
        values.append(_value(tokens[1:]))
        tokens = tokens[2:]
    if closing:
        if not tokens or tokens[0][1] != closing:
            raise ValueError(f"a list of values is not closed with {closing!r}")
        tokens = tokens[1:]
    return values, tokens


def _value(tokens: list[Token]) -> str:
    if not tokens or tokens[0][0] == "sign" or tokens[0][1] in ("not", "and", "or"):
        raise ValueError(f"{tokens[0][1] if tokens else 'the end'!r} stands where a value should")
    return tokens[0][1]


def _goes_on(tokens: list[Token]) -> bool:
    """Tell whether `or x` or `, x` names one more value and does not begin a clause."""
    if len(tokens) < 2 or tokens[0] not in (("word", "or"), ("sign", ",")):
        return False
    begins_clause = len(tokens) > 2 and tokens[2][1] in _OPERATORS
    return not begins_clause and tokens[1] != ("sign", "(")
