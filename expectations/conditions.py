"""A condition of the agreement: as a sentence, as SQL, as the clauses its evidence is made of."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from expectations.schema import AllOf, AnyOf, Attribute, Clause, Condition
from expectations.vocabulary import FIELDS, Field

# what parts words in a text
BREAKS = ",;/|()&.-"


@dataclass(frozen=True)
class EvidenceClause:
    """One clause: where it stands in the condition, what it asks, and the SQL of what was found."""

    clause: str
    field: str
    operator: str
    wanted: str
    got: str


def field_of(name: str, attributes: list[Attribute]) -> Field | None:
    """Return the field or the company's own attribute of that name; None where there is neither."""
    if name in FIELDS:
        return FIELDS[name]
    for attribute in attributes:
        if attribute.id == name:
            kind = "number" if attribute.type == "number" else "text"
            return Field(name, kind, f"attribute_{name}", attribute.label.lower())  # type: ignore[arg-type]
    return None


def clauses_of(condition: Condition, at: str = "") -> list[tuple[str, Clause]]:
    """Return every clause with its place: `all.2.any.1`, or `1` where it stands alone."""
    if isinstance(condition, Clause):
        return [(at or "1", condition)]
    word, parts = ("all", condition.all) if isinstance(condition, AllOf) else ("any", condition.any)
    prefix = f"{at}." if at else ""
    return [
        found
        for number, part in enumerate(parts, start=1)
        for found in clauses_of(part, f"{prefix}{word}.{number}")
    ]


def evidence(condition: Condition, attributes: list[Attribute]) -> list[EvidenceClause]:
    """Return the clauses whose found values are stored on each row: a private one only as known."""
    rows = []
    for at, clause in clauses_of(condition):
        field = field_of(clause.field, attributes)
        if field is None:
            raise ValueError(clause.field)
        got = field.column if field.shown else f"case when {_is_known(field)} then 'known' end"
        rows.append(EvidenceClause(at, clause.field, clause.is_, wanted(clause), got))
    return rows


def wanted(clause: Clause) -> str:
    """Return the wanted value as text: lists joined by ` | `, nothing for `known`."""
    return " | ".join(str(item) for item in clause.values)


def to_sql(condition: Condition, attributes: list[Attribute]) -> str:
    """Return the condition over the columns of a state; NULL counts as not holding."""

    def clause_sql(clause: Clause) -> str:
        field = field_of(clause.field, attributes)
        if field is None:
            raise ValueError(clause.field)
        return _clause_sql(field, clause)

    return _nested(condition, clause_sql)


def exit_sql(condition: Condition) -> str:
    """Return an exit's condition over what was set at a signal, not what persists after it."""
    columns = {
        "crm_label": "crm_label_set",
        "marketing_label": "marketing_label_set",
        "deal": "deal_became",
    }

    def clause_sql(clause: Clause) -> str:
        return _clause_sql(replace(FIELDS[clause.field], column=columns[clause.field]), clause)

    return _nested(condition, clause_sql)


def _nested(condition: Condition, clause_sql: Callable[[Clause], str]) -> str:
    if isinstance(condition, Clause):
        return f"coalesce({clause_sql(condition)}, false)"
    word, parts = ("and", condition.all) if isinstance(condition, AllOf) else ("or", condition.any)
    return "(" + f" {word} ".join(_nested(part, clause_sql) for part in parts) + ")"


def quoted(value: Any) -> str:
    """Return a SQL text literal."""
    return "'" + str(value).replace("'", "''") + "'"


def _values(clause: Clause) -> list[str]:
    return (
        [str(item) for item in clause.value]
        if isinstance(clause.value, list)
        else [str(clause.value)]
    )


def phrase(value: str) -> str:
    """Return a phrase as `contains_any` looks for it: whole words, so COO is no coordinator."""
    return " ".join(value.lower().translate(str.maketrans(BREAKS, " " * len(BREAKS))).split())


def _is_known(field: Field) -> str:
    return f"coalesce(trim(cast({field.column} as varchar)), '') <> ''"


def _clause_sql(field: Field, clause: Clause) -> str:
    if clause.is_ == "known":
        return _is_known(field)
    values = _values(clause)
    if field.kind == "deal":
        states = sorted({state for value in values for state in _deal_states(value)})
        return f"{field.column} in ({', '.join(quoted(state) for state in states)})"
    if field.kind == "label":
        return f"trim({field.column}) in ({', '.join(quoted(value.strip()) for value in values)})"
    if field.kind in ("count", "score", "number"):
        column = f"try_cast({field.column} as double)" if field.kind == "number" else field.column
        if clause.is_ == "between":
            return f"{column} between {values[0]} and {values[1]}"
        sign = {"at_least": ">=", "at_most": "<=", "equals": "="}[clause.is_]
        return f"{column} {sign} {values[0]}"
    lowered = [quoted(value.strip().lower()) for value in values]
    if clause.is_ == "contains_any":
        return "(" + " or ".join(_contains(field.column, phrase(value)) for value in values) + ")"
    if clause.is_ == "domain_one_of":
        return f"lower(split_part({field.column}, '@', 2)) in ({', '.join(lowered)})"
    return f"lower(trim({field.column})) in ({', '.join(lowered)})"


def _contains(column: str, words: str) -> str:
    """Return whether a text holds these words, one after another."""
    text = f"' ' || translate(lower({column}), {quoted(BREAKS)}, '{' ' * len(BREAKS)}') || ' '"
    if " " in words:
        # `VP, Operations` has two blanks by now: the blanks of a run become one
        text = f"replace(replace(replace({text}, ' ', '<>'), '><', ''), '<>', ' ')"
    return f"position({quoted(f' {words} ')} in {text}) > 0"


def _deal_states(value: str) -> tuple[str, ...]:
    return ("won", "lost") if value == "closed" else (value,)


_WORDS = {
    "at_least": "at least {0}",
    "at_most": "at most {0}",
    "between": "between {0} and {1}",
    "equals": "{0}",
    "contains_any": "names any of {all}",
    "domain_one_of": "at any of {all}",
    "one_of": "one of {all}",
    "known": "known",
}


def sentence(condition: Condition, attributes: list[Attribute]) -> str:
    """Return the condition in the agreement's own words: `engagement at least 50, or …`."""
    if isinstance(condition, AllOf):
        return _joined(condition.all, "and", attributes)
    if isinstance(condition, AnyOf):
        return _joined(condition.any, "or", attributes)
    field = field_of(condition.field, attributes)
    words = field.words if field else condition.field
    values = [str(item) for item in condition.values]
    said = _WORDS[condition.is_].format(*values, all=", ".join(values))
    return f"{words} {said}" if condition.is_ != "equals" else f"{words} is {said}"


def _joined(parts: list[Condition], word: str, attributes: list[Attribute]) -> str:
    said = [
        sentence(part, attributes)
        if isinstance(part, Clause)
        else f"({sentence(part, attributes)})"
        for part in parts
    ]
    return f" {word} ".join(said)
