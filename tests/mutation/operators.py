"""What a node of a statement may be changed into: each operator yields the other forms of it.

To add an operator, write a function that yields other forms and name it in `OPERATORS`.
"""

import re
from collections.abc import Callable, Iterator

from sqlglot import exp

Form = exp.Expr | None
COMPARISONS: dict[type[exp.Expr], tuple[type[exp.Expr], ...]] = {
    exp.EQ: (exp.NEQ,),
    exp.NEQ: (exp.EQ,),
    exp.LT: (exp.LTE, exp.GTE),
    exp.LTE: (exp.LT, exp.GT),
    exp.GT: (exp.GTE, exp.LTE),
    exp.GTE: (exp.GT, exp.LT),
    exp.NullSafeEQ: (exp.EQ, exp.NullSafeNEQ),
    exp.NullSafeNEQ: (exp.NEQ, exp.NullSafeEQ),
}
PAIRS: tuple[tuple[type[exp.Expr], type[exp.Expr]], ...] = (
    (exp.Min, exp.Max), (exp.ArgMin, exp.ArgMax), (exp.Least, exp.Greatest),
    (exp.FirstValue, exp.LastValue), (exp.Lead, exp.Lag), (exp.Add, exp.Sub),
    (exp.LogicalAnd, exp.LogicalOr),
)  # fmt: skip


def _comparisons(node: exp.Expr, parent: exp.Expr | None) -> Iterator[Form]:
    for other in COMPARISONS.get(type(node), ()):
        yield other(this=node.this, expression=node.expression)
    if isinstance(node, exp.Is) and not isinstance(parent, exp.Not):
        yield exp.Not(this=node)
    if isinstance(node, exp.Not):
        yield node.this


def _connectives(node: exp.Expr, parent: exp.Expr | None) -> Iterator[Form]:
    if isinstance(node, exp.And | exp.Or) and type(parent) is not type(node):
        parts = list(node.flatten(unnest=False))
        other = exp.or_ if isinstance(node, exp.And) else exp.and_
        yield other(*parts, wrap=True)


def _dropped_predicates(node: exp.Expr, parent: exp.Expr | None) -> Iterator[Form]:
    """Each part of an `and` or `or`; and the only part of a where, a having or a qualify."""
    if isinstance(node, exp.And | exp.Or) and type(parent) is not type(node):
        parts = list(node.flatten(unnest=False))
        join = exp.and_ if isinstance(node, exp.And) else exp.or_
        for place in range(len(parts)):
            left = parts[:place] + parts[place + 1 :]
            yield exp.paren(join(*left, wrap=True)) if len(left) > 1 else left[0]
    if isinstance(node, exp.Where | exp.Having | exp.Qualify) and not isinstance(
        node.this, exp.And | exp.Or
    ):
        yield None


def _joins(node: exp.Expr, parent: exp.Expr | None) -> Iterator[Form]:
    if isinstance(node, exp.Join) and (node.args.get("on") or node.args.get("using")):
        other = node.copy()
        if node.side.upper() == "LEFT":
            other.set("side", None)
            other.set("kind", "INNER")
        else:
            other.set("kind", None)
            other.set("side", "LEFT")
        yield other


def _order_keys(node: exp.Expr, parent: exp.Expr | None) -> Iterator[Form]:
    """Each key the other way, and the last of several dropped, where an order decides a value."""
    if not isinstance(node, exp.Order):
        return
    for place, key in enumerate(node.expressions):
        other = node.copy()
        other.expressions[place].set("desc", not key.args.get("desc"))
        yield other
    if len(node.expressions) > 1:
        yield exp.Order(expressions=[key.copy() for key in node.expressions[:-1]])


def _unions(node: exp.Expr, parent: exp.Expr | None) -> Iterator[Form]:
    if not isinstance(node, exp.Union):
        return
    # of a chain, the left side is all that came before: it drops the right one
    for branch in (node.left,) if isinstance(node.left, exp.Union) else (node.left, node.right):
        alone = branch.copy()
        # the CTEs stand with the union
        if node.args.get("with_"):
            alone.set("with_", node.args["with_"].copy())
        yield alone
    other = node.copy()
    other.set("distinct", not node.args.get("distinct"))
    yield other


def _windows(node: exp.Expr, parent: exp.Expr | None) -> Iterator[Form]:
    if isinstance(node, exp.WindowSpec):
        for name in ("start", "end"):
            bound = node.args.get(name)
            for value, side in _bounds(bound if isinstance(bound, str) else bound and bound.sql()):
                other = node.copy()
                other.set(name, value)
                other.set(f"{name}_side", side)
                yield other
    if isinstance(node, exp.Window):
        keys = node.args.get("partition_by") or []
        for place in range(len(keys)):
            wider = node.copy()
            wider.set("partition_by", [key.copy() for key in keys[:place] + keys[place + 1 :]])
            yield wider


def _bounds(bound: str | None) -> Iterator[tuple[str, str | None]]:
    """Yield the bounds beside one: wider or narrower by what lies at the current row."""
    if bound == "CURRENT ROW":
        yield "UNBOUNDED", "FOLLOWING"
    elif bound:
        yield "CURRENT ROW", None


def _literals(node: exp.Expr, parent: exp.Expr | None) -> Iterator[Form]:
    if isinstance(node, exp.Boolean):
        yield exp.Boolean(this=not node.this)
    elif isinstance(node, exp.Literal) and _is_number(node, parent):
        for step in (1, -1):
            number = int(node.this) + step
            text = exp.Literal(this=str(number), is_string=node.is_string)
            yield text if number >= 0 or node.is_string else exp.Neg(this=exp.Literal.number(1))
    elif isinstance(node, exp.Literal) and node.is_string:
        zones = {"UTC": "Asia/Tokyo", "Europe/Berlin": "UTC"}
        yield exp.Literal.string(zones.get(node.this, f"{node.this}~"))


def _is_number(node: exp.Literal, parent: exp.Expr | None) -> bool:
    """Whether it is one: an interval's number is written as text."""
    in_interval = isinstance(parent, exp.Interval)
    return bool(re.fullmatch("[0-9]+", node.this)) and (in_interval or not node.is_string)


def _fallbacks(node: exp.Expr, parent: exp.Expr | None) -> Iterator[Form]:
    if isinstance(node, exp.Coalesce):
        parts = [node.this, *node.expressions]
        yield exp.Coalesce(this=parts[-1], expressions=parts[-2::-1])
        yield parts[0] if len(parts) == 2 else exp.Coalesce(this=parts[0], expressions=parts[1:-1])


def _functions(node: exp.Expr, parent: exp.Expr | None) -> Iterator[Form]:
    for one, other in (*PAIRS, *((b, a) for a, b in PAIRS)):
        if type(node) is one:
            yield other(**node.args)
    if isinstance(node, exp.Count) and isinstance(node.this, exp.Distinct):
        yield exp.Count(this=node.this.expressions[0])
    elif isinstance(node, exp.Count) and not isinstance(node.this, exp.Star):
        yield exp.Count(this=exp.Distinct(expressions=[node.this]))


def _cases(node: exp.Expr, parent: exp.Expr | None) -> Iterator[Form]:
    """Each branch dropped, and the default."""
    if not isinstance(node, exp.Case):
        return
    branches, default = node.args["ifs"], node.args.get("default")
    for place in range(len(branches)):
        left = branches[:place] + branches[place + 1 :]
        if left:
            other = node.copy()
            other.set("ifs", [branch.copy() for branch in left])
            yield other
        else:
            yield default or exp.Null()
    if default is not None and not isinstance(default, exp.Null):
        other = node.copy()
        other.set("default", None)
        yield other


def _sets(node: exp.Expr, parent: exp.Expr | None) -> Iterator[Form]:
    if isinstance(node, exp.Distinct) and isinstance(parent, exp.Select):
        yield None
    if isinstance(node, exp.In) and len(node.expressions) > 1:
        for place in range(len(node.expressions)):
            other = node.copy()
            words = node.expressions
            other.set("expressions", [word.copy() for word in words[:place] + words[place + 1 :]])
            yield other


# each is given a copy of a node of its kinds, whose parts it may use, and the parent of the node
OPERATORS: dict[str, Callable[[exp.Expr, exp.Expr | None], Iterator[Form]]] = {
    "comparison": _comparisons,
    "and/or": _connectives,
    "predicate": _dropped_predicates,
    "join": _joins,
    "order": _order_keys,
    "union": _unions,
    "window": _windows,
    "literal": _literals,
    "coalesce": _fallbacks,
    "function": _functions,
    "case": _cases,
    "set": _sets,
}
KINDS: dict[str, tuple[type[exp.Expr], ...]] = {
    "comparison": (*COMPARISONS, exp.Is, exp.Not),
    "and/or": (exp.And, exp.Or),
    "predicate": (exp.And, exp.Or, exp.Where, exp.Having, exp.Qualify),
    "join": (exp.Join,),
    "order": (exp.Order,),
    "union": (exp.Union,),
    "window": (exp.WindowSpec, exp.Window),
    "literal": (exp.Boolean, exp.Literal),
    "coalesce": (exp.Coalesce,),
    "function": (*(kind for pair in PAIRS for kind in pair), exp.Count),
    "case": (exp.Case,),
    "set": (exp.Distinct, exp.In),
}


def forms_of(node: exp.Expr, operator: str) -> Iterator[Form]:
    """Yield what an operator makes of a node."""
    if isinstance(node, KINDS[operator]):
        yield from OPERATORS[operator](node.copy(), node.parent)
