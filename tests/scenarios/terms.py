"""The agreement as a scenario file writes it: a base, and versions that replace parts of it."""

from copy import deepcopy
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from tests.scenarios.language import Day, Said, Team, Word


def _as_list(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


class StageTerm(Said):
    """One stage; the visit has no condition."""

    id: Word
    enter_when: Word | None = None


class AddedStage(Said):
    """A stage that a version adds after another."""

    id: Word
    after: Word
    enter_when: Word


class StageChange(Said):
    """A stage's new condition."""

    enter_when: Word


class Engagement(Said):
    """Points per activity, counted within a window."""

    window_days: int
    points: dict[Word, int]


class EngagementChange(Said):
    """What a version changes of the points."""

    window_days: int | None = None
    points: dict[Word, int] | None = None


class PersonaTerm(Said):
    """A target; the first that matches counts."""

    id: Word
    when: Word


class FitTerm(Said):
    """Points for who somebody is."""

    when: Word
    points: int


class CalendarTerm(Said):
    """When a team works."""

    days: list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]]
    hours: Word
    timezone: Word
    holidays: list[Day] = Field(default_factory=list)
    team: Team | None = None


class CalendarChange(Said):
    """What a version changes of a calendar."""

    days: list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]] | None = None
    hours: Word | None = None
    timezone: Word | None = None
    holidays: list[Day] | None = None


class PromiseTerm(Said):
    """A promised act; its id is the act unless `act` says another."""

    id: Word
    team: Team
    starts_at: Word
    within: Word
    unit: Literal["minutes", "hours", "days"]
    clock: Literal["business", "elapsed"]
    calendar: Word | None = None
    on_deadline: Word | None = None
    act: Word | None = None
    applies_when: Word | None = None
    quantity: int | None = None


class PromiseChange(Said):
    """What a version changes of a promise, or a new promise's terms."""

    team: Team | None = None
    starts_at: Word | None = None
    within: Word | None = None
    unit: Literal["minutes", "hours", "days"] | None = None
    clock: Literal["business", "elapsed"] | None = None
    calendar: Word | None = None
    on_deadline: Word | None = None
    act: Word | None = None
    applies_when: Word | None = None
    quantity: int | None = None


class Base(Said):
    """The agreement of the file's header."""

    effective_from: Day
    timezone: Word
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    personas: list[PersonaTerm] = Field(default_factory=list)
    fit: list[FitTerm] = Field(default_factory=list)
    stages: list[StageTerm]
    engagement: Engagement
    exits: dict[Word, Word]
    calendars: dict[Word, CalendarTerm]
    promises: list[PromiseTerm]


class Change(Said):
    """One version: the parts it replaces from its day on; a list replaces the whole part.

    An exit or a promise that is null is agreed no longer.
    """

    effective_from: Day
    timezone: Word | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    personas: list[PersonaTerm] | None = None
    fit: list[FitTerm] | None = None
    stages: dict[Word, StageChange] | list[StageTerm] | None = None
    add_stage: Annotated[list[AddedStage], BeforeValidator(_as_list)] | None = None
    remove_stage: Annotated[list[Word], BeforeValidator(_as_list)] | None = None
    engagement: EngagementChange | None = None
    exits: dict[Word, Word | None] | None = None
    calendars: dict[Word, CalendarChange] | None = None
    promises: dict[Word, PromiseChange | None] | list[PromiseTerm] | None = None


def versions_of(base: Base, changes: list[Change]) -> list[Base]:
    """Return every version in order of effect; a part once replaced stays so in later versions."""
    versions = {base.effective_from: base}
    terms = base.model_dump()
    for change in sorted(changes, key=lambda item: item.effective_from):
        terms = _changed(terms, change)
        versions[change.effective_from] = Base.model_validate(terms)
    if min(versions) != base.effective_from:
        raise ValueError("a version takes effect before the base, which is the first")
    return [versions[day] for day in sorted(versions)]


def _changed(before: dict[str, Any], change: Change) -> dict[str, Any]:
    terms = deepcopy(before)
    new = change.model_dump(exclude_unset=True)
    for part in ("stages", "promises"):
        if isinstance(new.get(part), list):
            terms[part] = new.pop(part)
    for added in new.pop("add_stage", []):
        at = _place(terms["stages"], added.pop("after"))
        terms["stages"].insert(at + 1, added)
    for removed in new.pop("remove_stage", []):
        del terms["stages"][_place(terms["stages"], removed)]
    for part in ("stages", "promises"):
        for name, said in new.pop(part, {}).items():
            if said is None:
                del terms[part][_place(terms[part], name)]
            elif part == "promises" and name not in {item["id"] for item in terms[part]}:
                terms[part].append({"id": name, **said})
            else:
                terms[part][_place(terms[part], name)].update(said)
    for part in ("calendars", "exits", "engagement"):
        _merge(terms[part], new.pop(part, {}))
    terms["exits"] = {name: said for name, said in terms["exits"].items() if said is not None}
    return {**terms, **new}


def _merge(into: dict[str, Any], said: dict[str, Any]) -> None:
    for name, value in said.items():
        if isinstance(value, dict) and isinstance(into.get(name), dict):
            _merge(into[name], value)
        else:
            into[name] = value


def _place(items: list[dict[str, Any]], name: str) -> int:
    for place, item in enumerate(items):
        if item["id"] == name:
            return place
    raise ValueError(f"there is no {name!r} to change; there are {[item['id'] for item in items]}")
