"""A scenario file read strictly: its cases, each with the agreement's versions and its events."""

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from expectations.errors import BadInputError
from expectations.strict_yaml import read_yaml, validate
from tests.scenarios.expectations import Expect
from tests.scenarios.language import (
    DealChanged,
    DealCreated,
    Event,
    Identify,
    Moment,
    Name,
    Person,
    Said,
    Session,
    Word,
)
from tests.scenarios.terms import Base, Change, versions_of

END_OF_DAY = time(23, 59, 59)


class Scenario(Said):
    """One scenario as it is written."""

    id: Word
    title: Word
    rules: list[int] = Field(default_factory=list)
    as_of: Moment
    agreement_versions: list[Change] = Field(default_factory=list)
    people: dict[Name, Person] = Field(default_factory=dict)
    events: list[Event] = Field(min_length=1)
    expect: Expect
    why: str = ""


class ScenarioFile(Said):
    """A whole file, its scenarios still to be read."""

    format: Literal["1"]
    agreement: Base
    scenarios: list[dict[str, Any]] = Field(min_length=1)


@dataclass(frozen=True)
class Case:
    """One scenario, ready to be played."""

    scenario: Scenario
    versions: list[Base]

    @property
    def id(self) -> str:
        """The scenario's id."""
        return self.scenario.id

    @property
    def as_of(self) -> datetime:
        """What is observed later is not known."""
        return self.scenario.as_of

    @property
    def events(self) -> list[Any]:
        """Every event, in the file's order."""
        return self.scenario.events

    @cached_property
    def zone(self) -> ZoneInfo:
        """The agreement's time zone, in the latest version."""
        return ZoneInfo(self.versions[-1].timezone)

    def occurred(self, event: Any) -> datetime:
        """Return when an event counts: its moment, its day's end, or its delivery."""
        if event.at is not None:
            moment: datetime = event.at
            return moment
        return self.end_of_day(event.date) if event.date else event.observed_at

    def observed(self, event: Any) -> datetime:
        """Return when an extract first held an event."""
        return event.observed_at or self.occurred(event)

    def end_of_day(self, day: date) -> datetime:
        """Return 23:59:59 of a day in the agreement's time zone, in UTC."""
        local = datetime.combine(day, END_OF_DAY, self.zone)
        return local.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)

    def day_of(self, moment: datetime) -> date:
        """Return the day of a moment in the agreement's time zone."""
        return moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(self.zone).date()

    @cached_property
    def names(self) -> list[str]:
        """Everybody who is named, in order of appearance."""
        named = [name for event in self.events for name in event.names]
        return list(dict.fromkeys([*self.scenario.people, *named]))

    @cached_property
    def began(self) -> datetime:
        """The first moment at which something happens."""
        return min(self.occurred(event) for event in self.events)


@dataclass(frozen=True)
class Unreadable:
    """A scenario that says what the language does not have, and what that is."""

    id: str
    problem: BadInputError


def read_cases(path: Path) -> list[Case | Unreadable]:
    """Read every scenario of a file; one that cannot be read does not take the others with it.

    Raises:
        BadInputError: naming file and line of what is wrong with the file as a whole.
    """
    content, node = read_yaml(path, "the scenario file", as_written=True)
    file = validate(ScenarioFile, content, node, path)
    nodes = next(value for key, value in node.value if key.value == "scenarios").value
    ids = [str(scenario.get("id")) for scenario in file.scenarios]
    if twice := sorted({name for name in ids if ids.count(name) > 1}):
        raise BadInputError(f"{path}: the ids {', '.join(twice)} stand twice.")
    found: list[Case | Unreadable] = []
    for name, scenario, place in zip(ids, file.scenarios, nodes, strict=True):
        try:
            found.append(_case(path, file.agreement, validate(Scenario, scenario, place, path)))
        except BadInputError as problem:
            found.append(Unreadable(name, problem))
    return found


def load_cases(path: Path) -> list[Case]:
    """Read every scenario of a file.

    Raises:
        BadInputError: naming file and line of the first thing that the language does not have.
    """
    cases = []
    for case in read_cases(path):
        if isinstance(case, Unreadable):
            raise case.problem
        cases.append(case)
    return cases


def _case(path: Path, base: Base, scenario: Scenario) -> Case:
    try:
        case = Case(scenario, versions_of(base, scenario.agreement_versions))
        _check_references(case)
        _check_expectations(case)
    except ValueError as problem:
        raise BadInputError(f"{path}: {scenario.id}: {problem}.") from problem
    return case


def _check_references(case: Case) -> None:
    """Refuse an event that leans on a session, browser or deal that is not there."""
    sessions = [event for event in case.events if isinstance(event, Session)]
    clients = {session.id: session.client for session in sessions}
    if len(clients) != len(sessions):
        raise ValueError("a session's id stands twice")
    deals = [event.deal for event in case.events if isinstance(event, DealCreated)]
    if len(set(deals)) != len(deals):
        raise ValueError("a deal is created twice")
    for event in case.events:
        session = getattr(event, "session", None)
        if session is not None and (session not in clients or clients[session] != event.client):
            raise ValueError(f"{event.kind}: the browser {event.client} has no session {session}")
        if isinstance(event, DealChanged) and event.deal not in deals:
            raise ValueError(f"{event.kind}: the deal {event.deal} is never created")


def _check_expectations(case: Case) -> None:
    """Refuse an expectation of a person, stage, exit, promise or session that is not there."""
    expect, terms = case.scenario.expect, case.versions
    addresses = {
        e.email.strip().lower() for e in case.events if isinstance(e, Identify) and e.email
    }
    known: dict[str, set[str | None]] = {
        "person": {*case.names, *addresses, None},
        "stage": {stage.id for version in terms for stage in version.stages},
        "exit": {name for version in terms for name in version.exits},
        "promise": {promise.id for version in terms for promise in version.promises},
        "session": {event.id for event in case.events if isinstance(event, Session)},
        "deal": {event.deal for event in case.events if isinstance(event, DealCreated)},
    }
    said: list[tuple[str, str | None]] = [
        ("person", row.cells[0])
        for key in ("entries", "exits", "promises")
        for row in getattr(expect, key) or []
    ]
    said += [("stage", row.cells[2]) for row in expect.entries or []]
    said += [("exit", row.cells[2]) for row in expect.exits or []]
    said += [("promise", row.cells[1]) for row in expect.promises or []]
    said += [("session", name) for name in expect.sessions or {}]
    said += [("person", name) for name in (expect.sessions or {}).values()]
    said += [("person", name) for group in expect.people or [] for name in group]
    for influence in expect.influences or []:
        said += [("person", influence.person), ("deal", influence.deal)]
    for what, name in said:
        if name not in known[what]:
            raise ValueError(f"expected is the {what} {name}, which is nowhere in the case")
