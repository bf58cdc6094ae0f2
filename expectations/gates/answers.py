"""A signed condition asked once more, of what an entry says was found, or of what was known then.

None of this shares code with the macros that made the entry: nesting and comparing are written a
second time, on purpose. To let conditions ask with a new operator, answer it in `_answer`.
"""

import re

from expectations.conditions import field_of, quoted
from expectations.schema import AllOf, Attribute, Clause, Condition
from expectations.vocabulary import FIELDS, STAGE_OPERATORS

# what parts words in a text
_PARTED = r"[ ,;/|()&.\-]+"


def clauses_of(condition: Condition, at: str = "") -> list[tuple[str, Clause]]:
    """Return each clause with its place in the nesting, `any.2.all.1`; a lone one stands at `1`."""
    if isinstance(condition, Clause):
        return [(at or "1", condition)]
    return [found for place, part in _parts(condition, at) for found in clauses_of(part, place)]


def holds(
    condition: Condition, columns: dict[str, str], attributes: list[Attribute], at: str = ""
) -> str:
    """Return the SQL of a stage's condition; `columns` name what was found, by clauses' places.

    A private value is stored only as known, so all that can be asked of it is that it was.
    """
    if isinstance(condition, Clause):
        if condition.is_ not in STAGE_OPERATORS:
            raise ValueError(f"a stage cannot ask {condition.is_}")
        got, field = columns[at or "1"], FIELDS.get(condition.field)
        private = field is not None and not field.shown
        return _sure(_known(got) if private else _answer(condition, got, attributes))
    return _nested(
        condition, [holds(part, columns, attributes, at) for at, part in _parts(condition, at)]
    )


def told(condition: Condition, attributes: list[Attribute]) -> str:
    """Return the SQL of any condition, asked of the columns of a state, private values too."""
    if isinstance(condition, Clause):
        field = field_of(condition.field, attributes)
        return _sure(_answer(condition, field.column if field else "", attributes))
    return _nested(condition, [told(part, attributes) for _, part in _parts(condition, "")])


def _sure(answer: str) -> str:
    return f"coalesce({answer}, false)"


def _nested(condition: Condition, parts: list[str]) -> str:
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


def _known(got: str) -> str:
    return f"trim(cast({got} as varchar)) <> ''"


def _answer(clause: Clause, got: str, attributes: list[Attribute]) -> str:
    """Return the SQL of one clause asked of what was found."""
    field = field_of(clause.field, attributes)
    if field is None:
        raise ValueError(f"unknown field {clause.field}")
    if clause.is_ == "known":
        return _known(got)
    values = _values(clause)
    if field.kind in ("count", "score", "number"):
        number = f"try_cast({got} as double)"
        first, *last = (f"cast({quoted(value)} as double)" for value in values)
        if last:
            return f"{number} between {first} and {last[0]}"
        sign = {"at_least": ">=", "at_most": "<=", "equals": "="}[clause.is_]
        return f"{number} {sign} {first}"
    if field.kind == "deal" and "closed" in values:
        values += ["won", "lost"]
    if clause.is_ == "contains_any":
        # each text and each phrase as its words with one blank around each
        text = f"' ' || regexp_replace(lower({got}), {quoted(_PARTED)}, ' ', 'g') || ' '"
        phrases = [f" {re.sub(_PARTED, ' ', value.lower()).strip()} " for value in values]
        return "(" + " or ".join(f"contains({text}, {quoted(words)})" for words in phrases) + ")"
    if field.kind == "text":
        got, values = f"lower({got})", [value.lower() for value in values]
    if clause.is_ == "domain_one_of":
        got = f"regexp_extract({got}, '@([^@]*)', 1)"
    return f"trim({got}) in ({', '.join(quoted(value.strip()) for value in values)})"


def _values(clause: Clause) -> list[str]:
    if clause.value is None:
        return []
    return [
        str(item) for item in (clause.value if isinstance(clause.value, list) else [clause.value])
    ]
