"""dbt's compiled SQL with a draft's conditions in the place of the signed ones.

There is no second copy of a rule: the statements are those that built what is published, and only
what stands between the marks of a condition changes, or a column of the states that is asked of one
row alone. To let another part be placed, mark it where it is compiled or recompute its column here.
"""

import re
from collections.abc import Mapping

from expectations.backtest.placing import Placement
from expectations.compile.audience import excluded_sql, fit_sql, persona_sql
from expectations.compile.entries import condition_name
from expectations.conditions import quoted, to_sql

STATES = "journey_states"


def placed(statements: Mapping[str, str], placement: Placement) -> dict[str, str]:
    """Return the statements with the draft's conditions where the replaced versions' stood.

    Args:
        statements: the compiled SQL of each model, by name.
        placement: a draft that can be tried on the states that were built.

    Raises:
        ValueError: a condition to be replaced is marked in no statement.
    """
    conditions = conditions_of(placement)
    found = {name: _with_conditions(sql, conditions) for name, sql in statements.items()}
    together = "\n".join(found.values())
    lost = [name for name in conditions if f"/* <{name}> */" not in together]
    if lost:
        raise ValueError(f"marked in no statement: {', '.join(lost)}")
    return found


def conditions_of(placement: Placement) -> dict[str, str]:
    """Return the draft's condition by the name that marks the condition it replaces."""
    drafted = {item.id: item.enter_when for item in placement.draft.stages}
    return {
        condition_name(version, stage): to_sql(condition, placement.draft.attributes)
        for version in placement.replaced
        for stage in version.stages
        if (condition := drafted[stage.id]) is not None
    }


def _with_conditions(sql: str, conditions: Mapping[str, str]) -> str:
    for name, condition in conditions.items():
        mark = re.compile(rf"/\* <{name}> \*/.*?/\* </{name}> \*/", re.DOTALL)
        fresh = f"/* <{name}> */ {condition} /* </{name}> */"
        # no pattern of its own: a condition may hold backslashes
        sql = fresh.join(mark.split(sql))
    return sql


def states(relation: str, placement: Placement) -> str | None:
    """Return a SELECT of the states as the draft judges them; None where they stay as they are."""
    if not placement.parts & {"personas", "fit points", "exclusions"}:
        return None
    draft = placement.draft
    names = ", ".join(quoted(item.version) for item in placement.replaced)
    told = f"agreement_version in ({names})"
    # a persona may ask for fit, and an exclusion for both
    return f"""
        select * replace (
            case when {told} then {excluded_sql(draft)} else excluded_by end as excluded_by
        )
        from (
            select * replace (
                case when {told} then {persona_sql(draft)} else persona_id end as persona_id
            )
            from (
                select * replace (case when {told} then {fit_sql(draft)} else fit end as fit)
                from {relation}
            )
        )"""
