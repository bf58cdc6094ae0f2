"""Which places of a compiled statement are not the model's own, and are left alone, each with why.

A macro that many models use is compiled into all of them: it has a test of its own, in
`test_macros.py`, and is mutated once, there. The compiled agreement's words are not the
models' either; `tests/dbt/test_stage_conditions.py` changes each of them.
"""

import re

from sqlglot import exp

# a version of the agreement
VERSION = re.compile(r"2[0-9]{3}-[0-9]{2}-[0-9]{2}")
FLAG = {"true", "1", "yes", "y"}
# those whose text is known in a statement
MACROS = (
    "is_true",
    "pseudonym",
    "normalised_email",
    "utc_instant",
    "salesforce_key",
    "is_personal_email",
    "default_channel",
    "kind_order",
    "marketo_field",
)


def reason_of(node: exp.Expr) -> str | None:
    """Return why a node is left alone; None where it is not."""
    if isinstance(node, exp.Literal):
        if isinstance(node.parent, exp.DataTypeParam | exp.SHA2 | exp.UnixToTime):
            return "part of a type's or a function's name"
        if isinstance(node.parent, exp.Select):
            return "a row's only sign of being there"
        case = node.parent.parent if isinstance(node.parent, exp.If) else None
        if node.arg_key == "true" and case is not None and isinstance(case.parent, exp.Count):
            return "counted, whatever it is"
    if _is_agreed(node):
        return "of the agreement, compiled"
    if isinstance(node, exp.Literal | exp.Coalesce) and node.find_ancestor(exp.MD5):
        return "what separates the parts of an id"
    if isinstance(node, exp.Union) and _is_recursive(node):
        return "the two halves of a recursion"
    if isinstance(node, exp.Order) and isinstance(node.parent, exp.Query):
        return "an order of rows that nothing reads in order"
    if isinstance(node, exp.Join) and not (node.args.get("on") or node.args.get("using")):
        return "a cross join, which has no other side"
    return _macro_of(node)


def _is_agreed(node: exp.Expr) -> bool:
    """Whether a node is of an agreed condition: it stands beside its version, or is evidence."""
    if isinstance(node, exp.Literal) and node.find_ancestor(exp.Struct):
        return True
    if isinstance(node, exp.Literal | exp.Case) and _is_of_points(node):
        return True
    branches = node.args["ifs"] if isinstance(node, exp.Case) else [node.parent]
    if any(isinstance(item, exp.If) and _asks_version(item.this) for item in branches):
        return True
    within, around = node, node.parent
    while around is not None and not isinstance(around, exp.Query):
        if isinstance(around, exp.And):
            beside = [part for part in around.flatten(unnest=False) if part is not within]
            if any(isinstance(part, exp.EQ) and _is_version(part) for part in beside):
                return True
        if not isinstance(around, exp.And):
            within = around
        around = around.parent
    return False


def _is_of_points(node: exp.Expr) -> bool:
    """Whether a node is of the points that one version gives for each kind of act."""
    points = node if isinstance(node, exp.Case) else node.find_ancestor(exp.Case)
    if points is None or points.this is None or points.this.name != "kind":
        return False
    around = points.find_ancestor(exp.Case)
    return (
        around is not None and around.this is not None and around.this.name == "agreement_version"
    )


def _asks_version(condition: exp.Expr) -> bool:
    """Whether a condition holds under one version alone."""
    if not isinstance(condition, exp.And):
        return False
    return any(isinstance(part, exp.EQ) and _is_version(part) for part in condition.flatten())


def _is_version(part: exp.Expr) -> bool:
    """Whether a comparison asks for one version of the agreement."""
    return part.this.name == "agreement_version" and bool(VERSION.fullmatch(part.expression.name))


def _is_recursive(node: exp.Expr) -> bool:
    """Whether a union is one of a recursion: its branches are no alternatives."""
    found = node.find_ancestor(exp.With)
    return bool(found and found.args.get("recursive"))


def _macro_of(node: exp.Expr) -> str | None:
    """Return the macro in whose text a node stands; what was given to the macro is the model's."""
    around: exp.Expr | None = node
    while around is not None and not isinstance(around, exp.Query):
        name = _expanded(around)
        if name is not None and not _is_given(node, around):
            return f"of the macro {name}, which has its own test"
        around = around.parent
    return None


def _expanded(node: exp.Expr) -> str | None:
    """Return the macro whose text a node is; None where it is none's."""
    inner = node.this
    if isinstance(node, exp.Coalesce) and isinstance(inner, exp.In):
        return "is_true" if {word.name for word in inner.expressions} == FLAG else None
    if isinstance(node, exp.Coalesce) and isinstance(inner, exp.And):
        return "is_personal_email" if inner.find(exp.SplitPart) else None
    if isinstance(node, exp.Case) and node.args["ifs"][0].args["true"].name == "Direct":
        return "default_channel"
    if isinstance(node, exp.Case) and node.args["ifs"][0].this.name == "version_start":
        return "kind_order"
    if isinstance(node, exp.Case) and isinstance(inner, exp.Replace):
        return "marketo_field" if isinstance(inner.this, exp.Lower) else None
    if isinstance(node, exp.Left) and isinstance(inner, exp.SHA2):
        return "pseudonym"
    if isinstance(node, exp.Nullif) and isinstance(inner, exp.Lower):
        return "normalised_email" if isinstance(inner.this, exp.RegexpReplace) else None
    if isinstance(node, exp.Case) and isinstance(node.args["ifs"][0].this, exp.RegexpFullMatch):
        return "utc_instant" if node.find(exp.TryCast) else None
    if isinstance(node, exp.DPipe) and isinstance(node.expression, exp.Left):
        return "salesforce_key" if inner.name.startswith("salesforce:") else None
    return None


def _is_given(node: exp.Expr, macro: exp.Expr) -> bool:
    """Whether a node lies within what a macro was given: what stands around its columns."""
    within = node
    while within is not macro and not isinstance(within, GIVEN):
        within = within.parent  # type: ignore[assignment]
    return within is not macro


# what a model hands to such a macro, where it is more than a column
GIVEN = (exp.Column, exp.Case, exp.Max, exp.Min, exp.Window)
