"""Every place of a statement where one change makes another rule of it, and the changed statement.

A change is known by its operator, the CTE it stands in and its text before and after, so that an
edit elsewhere in the model leaves it what it was.
"""

import logging
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, lru_cache

import sqlglot
from sqlglot import exp

from tests.mutation.left_alone import reason_of
from tests.mutation.operators import OPERATORS, Form, forms_of

# it warns of functions that DuckDB has under no flag; what cannot run raises
logging.getLogger("sqlglot").setLevel(logging.ERROR)
# texts are cut to what is read at a glance, and are of no less than what can be found again
LONGEST = 150
SEEN_FROM = 14
# branches of a union in which the same change can be made: so many are a loop, compiled
REPEATED = 3
Key = tuple[str, str, str, str, int]


@dataclass(frozen=True)
class Site:
    """One change: the `nth` of its text in its CTE, at the `index`-th node of the statement."""

    operator: str
    place: str
    before: str
    after: str
    nth: int
    index: int
    variant: int

    @property
    def key(self) -> Key:
        """What it is known by, also in the same model compiled under another agreement."""
        return (self.operator, self.place, self.before, self.after, self.nth)


def _settle(node: exp.Expr) -> None:
    """Put TRUE or FALSE for a comparison of two literals, and take out what it makes dead."""
    if isinstance(node, exp.EQ | exp.NEQ) and _are_texts(node.this, node.expression):
        same = node.this.this == node.expression.this
        node.replace(exp.Boolean(this=same is isinstance(node, exp.EQ)))
    elif isinstance(node, exp.And):
        for one, other in ((node.this, node.expression), (node.expression, node.this)):
            if isinstance(one, exp.Boolean):
                node.replace((other if one.this else one).copy())
                return
    elif isinstance(node, exp.Or):
        for one, other in ((node.this, node.expression), (node.expression, node.this)):
            if isinstance(one, exp.Boolean):
                node.replace((one if one.this else other).copy())
                return
    elif isinstance(node, exp.Paren) and isinstance(node.this, exp.Boolean):
        node.replace(node.this.copy())
    elif isinstance(node, exp.Case) and node.this and _are_texts(node.this, *_asked(node)):
        live = [branch for branch in node.args["ifs"] if branch.this.this == node.this.this]
        found = live[0].args["true"] if live else node.args.get("default")
        node.replace(found.copy() if found else exp.Null())
    elif isinstance(node, exp.Case) and not node.this:
        live = [branch for branch in node.args["ifs"] if branch.this != exp.false()]
        if len(live) < len(node.args["ifs"]):
            if live:
                node.set("ifs", live)
            else:
                node.replace(node.args.get("default") or exp.Null())


def _asked(case: exp.Case) -> list[exp.Expr]:
    return [branch.this for branch in case.args["ifs"]]


def _are_texts(*nodes: exp.Expr) -> bool:
    return all(isinstance(node, exp.Literal) and node.is_string for node in nodes)


@cache
def parsed(sql: str) -> tuple[exp.Expr, ...]:
    """Return every node of a statement, in the order by which sites count them."""
    root = sqlglot.parse_one(sql, read="duckdb")
    # the compiled agreement asks what is decided when it is compiled: 'ga4' = 'mapped'
    for node in reversed(list(root.walk())):
        _settle(node)
    return tuple(root.walk())


def rendered(sql: str) -> str:
    """Return a statement as it is after it was read and written again, nothing changed."""
    return parsed(sql)[0].sql(dialect="duckdb")


@cache
def sites(
    sql: str, leave: Callable[[exp.Expr], str | None] = reason_of
) -> tuple[dict[Key, Site], Counter[str]]:
    """Return every change of a statement by its key, and how often which nodes are left alone."""
    found: dict[Key, Site] = {}
    skipped: Counter[str] = Counter()
    seen: Counter[tuple[str, ...]] = Counter()
    branches: dict[tuple[str, ...], dict[Key, int | None]] = defaultdict(dict)
    for index, node in enumerate(parsed(sql)):
        reason = leave(node)
        if reason:
            skipped[reason] += 1
            continue
        around: exp.Expr | None = None
        whole = ""
        for operator in OPERATORS:
            for variant, form in enumerate(forms_of(node, operator)):
                if around is None:
                    around = _around(node)
                    whole = around.sql(dialect="duckdb")
                before, after = _texts(node, form, around, whole)
                if before == after:
                    continue
                text = (operator, _place(node), before, after)
                site = Site(*text, seen[text], index, variant)
                seen[text] += 1
                found[site.key] = site
                branches[text][site.key] = _branch(node)
    for copies in branches.values():
        repeated = _repeated(copies)
        skipped["another copy of a loop's body"] += len(repeated)
        firsts = [found[key] for key in copies if key not in repeated] if repeated else []
        for key in copies if repeated else []:
            del found[key]
        # known as the first of its text, however often another agreement's loop runs
        for nth, site in enumerate(firsts):
            found[(*site.key[:-1], nth)] = replace(site, nth=nth)
    return found, skipped


def _branch(node: exp.Expr) -> int | None:
    """Return which branch of a union a node stands in; None where it stands in no branch."""
    around = node.find_ancestor(exp.Select)
    while around is not None and not isinstance(around.parent, exp.Union):
        around = around.find_ancestor(exp.Select)
    return None if around is None else id(around)


def _repeated(copies: dict[Key, int | None]) -> list[Key]:
    """Return what a loop repeats: one change in many branches is one place, that of the first.

    Nodes are counted from a union's last branch to its first.
    """
    branches = {branch for branch in copies.values() if branch is not None}
    if len(branches) < REPEATED:
        return []
    first = list(copies.values())[-1]
    return [key for key, branch in copies.items() if branch is not None and branch != first]


# most worlds share a statement, and ask for the same change one after the other
@lru_cache(maxsize=64)
def apply(sql: str, site: Site) -> str:
    """Return a statement with one change made."""
    root = parsed(sql)[0].copy()
    node = next(node for index, node in enumerate(root.walk()) if index == site.index)
    form = list(forms_of(node, site.operator))[site.variant]
    if node is root:
        assert form is not None
        return form.sql(dialect="duckdb")
    if form is None:
        node.pop()
    else:
        node.replace(form.copy())
    return root.sql(dialect="duckdb")


def _place(node: exp.Expr) -> str:
    """Return the name of the CTE that a node stands in."""
    found = node.find_ancestor(exp.CTE)
    return found.alias if found else "final"


def _around(node: exp.Expr) -> exp.Expr:
    """Return a node, or as much around it as it takes to know it by its text."""
    around = node
    while around.parent and len(around.sql(dialect="duckdb")) < SEEN_FROM:
        around = around.parent
    return around


def _texts(node: exp.Expr, form: Form, around: exp.Expr, before: str) -> tuple[str, str]:
    """Return a change as text, before and after it."""
    if around is node:
        return _short(before, form.sql(dialect="duckdb") if form else "")
    path = next(index for index, item in enumerate(around.walk()) if item is node)
    copy = around.copy()
    inner = next(item for index, item in enumerate(copy.walk()) if index == path)
    if form is None:
        inner.pop()
    else:
        inner.replace(form.copy())
    return _short(before, copy.sql(dialect="duckdb"))


def _short(before: str, after: str) -> tuple[str, str]:
    """Return both texts cut to the stretch around where they differ, where they are long."""
    if max(len(before), len(after)) <= LONGEST:
        return before, after or "nothing"
    same = next(
        (i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), len(after)
    )
    start = max(0, same - LONGEST // 3)
    return before[start : start + LONGEST], after[start : start + LONGEST] or "nothing"
