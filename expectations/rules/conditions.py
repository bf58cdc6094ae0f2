"""Rules of conditions: what may be asked, where, and of which value."""

import re
from collections.abc import Iterator

from expectations.conditions import field_of, phrase
from expectations.rules.places import Finding, asked_in
from expectations.schema import Agreement, Clause
from expectations.vocabulary import (
    DEAL_VALUES,
    EXIT_FIELDS,
    FIELDS,
    OPERATORS_BY_KIND,
    STAGE_OPERATORS,
    Field,
)

_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")
_LISTS = ("one_of", "contains_any", "domain_one_of", "between")


def fields_and_operators_are_known(agreement: Agreement) -> Iterator[Finding]:
    """Only fields of the vocabulary, asked in a way that makes sense, of a value that fits."""
    for at, place, clause in asked_in(agreement):
        field = field_of(clause.field, agreement.attributes)
        if field is None:
            known = ", ".join(sorted([*FIELDS, *(item.id for item in agreement.attributes)]))
            yield at, f"{place}: unknown field {clause.field!r}; one of: {known}"
            continue
        fitting = OPERATORS_BY_KIND[field.kind]
        if clause.is_ not in fitting:
            yield (
                at,
                f"{place}: {field.name} cannot be asked {clause.is_!r}; use {', '.join(fitting)}",
            )
            continue
        problem = _value_problem(clause, field)
        if problem:
            yield at, f"{place}: {field.name} {clause.is_}: {problem}"


def _value_problem(clause: Clause, field: Field) -> str | None:
    if clause.is_ == "known":
        return None if clause.value is None else "needs no value"
    if clause.is_ in _LISTS:
        if not isinstance(clause.value, list) or not clause.value:
            return "needs a list, such as [a, b]"
        values = clause.value
    else:
        if isinstance(clause.value, list | dict) or clause.value is None:
            return "needs one value"
        values = [clause.value]
    if not all(isinstance(item, str) and item.strip() and len(item) <= 200 for item in values):
        return "each value must be a word or a number"
    if field.kind in ("count", "score", "number"):
        return _number_problem(clause.is_, values)
    if field.kind == "deal" and not set(values) <= set(DEAL_VALUES):
        return f"a deal is one of {', '.join(DEAL_VALUES)}"
    if clause.is_ == "contains_any" and not all(phrase(item) for item in values):
        return "each value needs a letter or a digit"
    if clause.is_ == "domain_one_of":
        if field.name != "email":
            return "only `email` has a domain; ask one_of here"
        if any("@" in item for item in values):
            return "a domain is what follows the @, such as example.com"
    return None


def _number_problem(operator: str, values: list[str]) -> str | None:
    wrong = [item for item in values if not _NUMBER.fullmatch(item)]
    if wrong:
        return f"needs a number, not {wrong[0]!r}"
    if operator == "between":
        if len(values) != 2:
            return "needs two numbers, such as [50, 500]"
        if float(values[0]) > float(values[1]):
            return f"the lower number comes first, as in [{values[1]}, {values[0]}]"
    return None


def time_alone_makes_nothing_true(agreement: Agreement) -> Iterator[Finding]:
    """A stage asks for something that happened: never for less, for absence, or for age."""
    for at, place, clause in asked_in(agreement, "stages"):
        if clause.is_ not in STAGE_OPERATORS:
            yield (
                at,
                f"{place}: a stage cannot ask {clause.is_!r}, since time alone makes nothing true;"
                f" use {', '.join(STAGE_OPERATORS)}",
            )
        elif _asks_for_nothing(clause):
            yield (
                at,
                f"{place}: {clause.field} {clause.is_} {clause.value} holds before anything"
                " happened; ask for 1 at least",
            )


def _asks_for_nothing(clause: Clause) -> bool:
    field = FIELDS.get(clause.field)
    counted = field is not None and (field.kind == "count" or field.name == "engagement")
    number = _NUMBER.fullmatch(str(clause.value)) if counted else None
    return number is not None and float(number.group()) <= 0


def exits_ask_what_was_set(agreement: Agreement) -> Iterator[Finding]:
    """An exit fires when a label is set or a deal ends, not while something persists."""
    for at, place, clause in asked_in(agreement, "exits"):
        if clause.field not in EXIT_FIELDS:
            yield (
                at,
                f"{place}: an exit may ask only {', '.join(EXIT_FIELDS)}, not {clause.field!r}",
            )
        elif clause.field == "deal" and "open" in clause.values:
            yield at, f"{place}: an open deal ends nothing; an exit asks won, lost or closed"


def nothing_is_asked_before_it_is_known(agreement: Agreement) -> Iterator[Finding]:
    """Points come first, then personas and exclusions; a persona that is asked for exists."""
    personas = {persona.id for persona in agreement.personas}
    for at, place, clause in asked_in(agreement):
        if clause.field in ("fit", "engagement") and at[0] == "scoring":
            yield at, f"{place}: points cannot depend on points"
        if clause.field != "persona":
            continue
        if at[0] in ("personas", "scoring", "exclusions"):
            yield at, f"{place}: the persona is not known yet where this is asked"
        for value in clause.values:
            if value not in personas:
                yield at, f"{place}: no persona {value!r}; one of {sorted(personas)}"
