"""The agreement's conditions, asked of a state: exactly what its vocabulary says, in plain code."""

from datetime import datetime, timedelta

from expectations.schema import AllOf, AnyOf, Clause, Condition
from pipelines.recount.state import COUNTED, State
from pipelines.recount.versions import Version

BREAKS = ",;/|()&.-"


def holds(condition: Condition, state: State, version: Version, moment: datetime) -> bool:
    """Say whether a condition of a version holds on a state at a moment."""
    if isinstance(condition, AllOf):
        return all(holds(part, state, version, moment) for part in condition.all)
    if isinstance(condition, AnyOf):
        return any(holds(part, state, version, moment) for part in condition.any)
    if condition.field in COUNTED:
        return _compares(float(state.count(condition.field)), condition)
    if condition.field == "engagement":
        return _compares(float(engagement(state, version, moment)), condition)
    if condition.field == "fit":
        return _compares(float(fit(state, version, moment)), condition)
    if condition.field == "deal":
        return deal_is(state.deal_state, condition)
    if condition.field == "deal_stage":
        return _is_label(_stage_of_deal(state, moment), condition)
    if condition.field in ("crm_label", "marketing_label"):
        return _is_label(state.text(condition.field), condition)
    if condition.field == "persona":
        return _is_text(persona(state, version, moment) or "", condition)
    if condition.field == "employees" or _is_number(condition.field, version):
        return _is_number_like(state.text(condition.field), condition)
    return _is_text(state.text(condition.field), condition)


def engagement(state: State, version: Version, moment: datetime) -> int:
    """Return the engagement points at a moment."""
    scored = version.agreement.scoring.engagement
    points: dict[str, int] = {str(kind): worth for kind, worth in scored.points.items()}
    return state.points(points, timedelta(hours=24 * scored.window_days), moment)


def fit(state: State, version: Version, moment: datetime) -> int:
    """Return the fit points."""
    return sum(
        item.points
        for item in version.agreement.scoring.fit
        if holds(item.when, state, version, moment)
    )


def persona(state: State, version: Version, moment: datetime) -> str | None:
    """Return the first persona that matches."""
    for item in version.agreement.personas:
        if holds(item.matches, state, version, moment):
            return item.id
    return None


def excluded_by(state: State, version: Version, moment: datetime) -> str | None:
    """Return the first exclusion that holds."""
    for item in version.agreement.exclusions:
        if holds(item.when, state, version, moment):
            return item.id
    return None


def deal_is(deal_state: str, clause: Clause) -> bool:
    """Say whether a deal's state is one of those asked for; closed is won or lost."""
    if clause.is_ == "known":
        return bool(deal_state)
    wanted = set(_values(clause))
    return deal_state in wanted or ("closed" in wanted and deal_state in ("won", "lost"))


def _stage_of_deal(state: State, moment: datetime) -> str:
    if state.deal is None:
        return ""
    known = [item.stage for item in state.deal.states if item.at <= moment]
    return known[-1] if known else ""


def _is_number(field: str, version: Version) -> bool:
    return any(item.id == field and item.type == "number" for item in version.agreement.attributes)


def _values(clause: Clause) -> list[str]:
    return (
        [str(item) for item in clause.value]
        if isinstance(clause.value, list)
        else [str(clause.value)]
    )


def _compares(found: float, clause: Clause) -> bool:
    wanted = [float(value) for value in _values(clause)]
    if clause.is_ == "at_least":
        return found >= wanted[0]
    if clause.is_ == "at_most":
        return found <= wanted[0]
    if clause.is_ == "between":
        return wanted[0] <= found <= wanted[1]
    return found == wanted[0]


def _is_number_like(text: str, clause: Clause) -> bool:
    if clause.is_ == "known":
        return bool(text.strip())
    try:
        return _compares(float(text), clause)
    except ValueError:
        return False


def _is_label(text: str, clause: Clause) -> bool:
    if clause.is_ == "known":
        return bool(text.strip())
    return bool(text.strip()) and text.strip() in [value.strip() for value in _values(clause)]


def _is_text(text: str, clause: Clause) -> bool:
    found = text.strip().lower()
    if clause.is_ == "known":
        return bool(found)
    wanted = [value.strip().lower() for value in _values(clause)]
    if clause.is_ == "contains_any":
        words = f" {_words(found)} "
        return any(f" {_words(value)} " in words for value in wanted)
    if clause.is_ == "domain_one_of":
        return found.partition("@")[2] in wanted
    return bool(found) and found in wanted


def _words(text: str) -> str:
    return " ".join(text.lower().translate(str.maketrans(BREAKS, " " * len(BREAKS))).split())
