"""A signed condition asked once more, of what an entry says was found.

None of this shares code with the macros that made the entry: nesting and comparing are written a
second time, on purpose. To let stages ask with a new operator, answer it in `_answer`.
"""

from expectations.conditions import field_of, quoted
from expectations.schema import AllOf, Attribute, Clause, Condition
from expectations.vocabulary import FIELDS


def clauses_of(condition: Condition, at: str = "") -> list[tuple[str, Clause]]:
    """Return each clause with its place in the nesting, `any.2.all.1`; a lone one stands at `1`."""
    if isinstance(condition, Clause):
        return [(at or "1", condition)]
    return [found for place, part in _parts(condition, at) for found in clauses_of(part, place)]


def holds(
    condition: Condition, columns: dict[str, str], attributes: list[Attribute], at: str = ""
) -> str:
    """Return the SQL of a condition; `columns` name what was found, by the clauses' places."""
    if isinstance(condition, Clause):
        return f"coalesce({_answer(condition, columns[at or '1'], attributes)}, false)"
    parts = [holds(part, columns, attributes, place) for place, part in _parts(condition, at)]
    return "(" + (" and " if isinstance(condition, AllOf) else " or ").join(parts) + ")"


def wanted(clause: Clause) -> str:
    """Return what a clause asks for, as evidence states it."""
    return " | ".join(_values(clause))


def shown(clause: Clause, got: str) -> str:
    """Return the SQL of what may be shown of a found value; a private one never is."""
    field = FIELDS.get(clause.field)
    return got if field is None or field.shown else f"case when {got} is not null then 'known' end"


def _parts(condition: Condition, at: str) -> list[tuple[str, Condition]]:
    if isinstance(condition, Clause):
        return []
    word, parts = ("all", condition.all) if isinstance(condition, AllOf) else ("any", condition.any)
    return [
        (".".join(filter(None, (at, f"{word}.{number}"))), part)
        for number, part in enumerate(parts, start=1)
    ]


def _answer(clause: Clause, got: str, attributes: list[Attribute]) -> str:
    """Return the SQL of one clause asked of what was found.

    A private value is stored only as known, so all that can be asked of it is that it was.
    """
    field = field_of(clause.field, attributes)
    if field is None:
        raise ValueError(f"unknown field {clause.field}")
    if clause.is_ == "known" or not field.shown:
        return f"trim({got}) <> ''"
    values = _values(clause)
    if field.kind in ("count", "score", "number"):
        sign = {"at_least": ">=", "equals": "="}[clause.is_]
        return f"try_cast({got} as double) {sign} cast({quoted(values[0])} as double)"
    if clause.is_ not in ("equals", "one_of"):
        raise ValueError(f"a stage cannot ask {clause.is_}")
    if field.kind == "deal" and "closed" in values:
        values += ["won", "lost"]
    if field.kind == "text":
        got, values = f"lower({got})", [value.lower() for value in values]
    return f"trim({got}) in ({', '.join(quoted(value.strip()) for value in values)})"


def _values(clause: Clause) -> list[str]:
    if clause.value is None:
        return []
    return [
        str(item) for item in (clause.value if isinstance(clause.value, list) else [clause.value])
    ]
