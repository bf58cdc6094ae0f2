"""What two conditions ask differently: clause by clause where they are built alike."""

from collections.abc import Sequence

from expectations.conditions import field_of, sentence
from expectations.differences.rows import Kind
from expectations.schema import AllOf, AnyOf, Attribute, Clause, Condition

Asked = tuple[Kind, str, str]


def asked_differently(
    old: Condition, new: Condition, before: list[Attribute], after: list[Attribute]
) -> list[Asked]:
    """Return (kind, before, after) of whatever two conditions ask differently.

    Args:
        old: the earlier condition.
        new: the later one.
        before: the company's own attributes, as the earlier version names them.
        after: those of the later version.
    """
    if written(old) == written(new):
        return []
    if isinstance(old, Clause) and isinstance(new, Clause) and old.field == new.field:
        field = field_of(new.field, after)
        said = sentence(new, after).removeprefix(f"{field.words if field else new.field} ")
        return [("changed", sentence(old, before), said)]
    if isinstance(old, AllOf) and isinstance(new, AllOf):
        return _listed("and", old, old.all, new, new.all, before, after)
    if isinstance(old, AnyOf) and isinstance(new, AnyOf):
        return _listed("or", old, old.any, new, new.any, before, after)
    return [("changed", sentence(old, before), sentence(new, after))]


def written(condition: Condition) -> str:
    """Return a condition as it was written."""
    return condition.model_dump_json(by_alias=True, exclude_unset=True)


def _listed(
    word: str,
    old: Condition,
    olds: Sequence[Condition],
    new: Condition,
    news: Sequence[Condition],
    before: list[Attribute],
    after: list[Attribute],
) -> list[Asked]:
    gone, come = _without_equals(olds, news)
    if not gone and not come:
        # the same questions in another order
        return [("changed", sentence(old, before), sentence(new, after))]
    rows: list[Asked] = []
    for part in gone:
        other = next((item for item in come if _is_alike(part, item)), None)
        if other is None:
            rows.append(("removed", f"{word} {_enclosed(part, before)}", ""))
        else:
            come.remove(other)
            rows += asked_differently(part, other, before, after)
    return rows + [("added", "", f"{word} {_enclosed(part, after)}") for part in come]


def _without_equals(
    olds: Sequence[Condition], news: Sequence[Condition]
) -> tuple[list[Condition], list[Condition]]:
    come = list(news)
    gone = []
    for part in olds:
        same = next((item for item in come if written(item) == written(part)), None)
        if same is None:
            gone.append(part)
        else:
            come = [item for item in come if item is not same]
    return gone, come


def _is_alike(old: Condition, new: Condition) -> bool:
    """Say whether one part took another's place: the same fields are asked, or some of them."""
    asked, then = _fields(old), _fields(new)
    if isinstance(old, Clause) and isinstance(new, Clause):
        return asked == then
    return bool(asked & then)


def _fields(condition: Condition) -> set[str]:
    if isinstance(condition, Clause):
        return {condition.field}
    parts = condition.all if isinstance(condition, AllOf) else condition.any
    return {field for part in parts for field in _fields(part)}


def _enclosed(condition: Condition, attributes: list[Attribute]) -> str:
    said = sentence(condition, attributes)
    return said if isinstance(condition, Clause) else f"({said})"
