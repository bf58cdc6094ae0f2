"""Tests of figures worked out by hand, asked of a world in memory instead of their own company.

To let more of them judge, name their module; a test that wants more than the fixture is left out.
"""

import inspect
import itertools
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from types import ModuleType
from typing import Any

import pytest

from pipelines.candidate import PEOPLE_TABLES
from tests.dbt import test_conversion_rates, test_conversion_speeds
from tests.example import (
    test_awkward_stories,
    test_conversions_by_hand,
    test_example_company,
    test_kpis_by_hand,
    test_promises_by_hand,
    test_stories,
)
from tests.example.published import Published
from tests.mutation.replaying import RedError, World
from tests.pitfalls import (
    test_audience,
    test_grain,
    test_histories,
    test_money,
    test_rates,
    test_time,
)
from tests.pitfalls.conftest import Built

# what a red test ends in; pytest's own is no Exception, lest a test catch it
RED = (Exception, pytest.fail.Exception)

EXAMPLE_TESTS = (
    test_stories,
    test_awkward_stories,
    test_example_company,
    test_kpis_by_hand,
    test_conversions_by_hand,
    test_promises_by_hand,
    test_conversion_rates,
    test_conversion_speeds,
)
PITFALL_TESTS = (test_grain, test_money, test_time, test_rates, test_histories, test_audience)


# how a test names the marts that lie in a file of their own, and where a world has them
MARTS = (
    ("marts.main", "work.marts"),
    ("database_name = 'marts'", "database_name = 'work' and schema_name = 'marts'"),
)


class ByHand:
    """Tests of figures worked out by hand, called with a world in the place of their fixture."""

    def __init__(
        self, fixture: Callable[[], Any], name: str, modules: Iterable[ModuleType]
    ) -> None:
        """Take what makes the fixture, its name, and the modules whose tests want nothing else."""
        self.fixture, self.name = fixture, name
        self.calls = [call for module in modules for call in calls_of(module, name)]

    def settle(self) -> Iterator[str]:
        """Leave out the tests that are red before anything was changed, and name them."""
        given = self.fixture()
        for call in list(self.calls):
            name, test, values = call
            try:
                test(**{self.name: given}, **values)
            except RED as problem:
                self.calls.remove(call)
                yield f"{name}: {problem!s:.80}"

    def __call__(self, _: set[str]) -> None:
        """Call every test, the one that was red last first."""
        given = self.fixture()
        for place, (name, test, values) in enumerate(self.calls):
            try:
                test(**{self.name: given}, **values)
            except RED as problem:
                self.calls.insert(0, self.calls.pop(place))
                said = str(problem).splitlines()
                raise RedError("by hand", f"{name} {said[0][:80] if said else ''}") from None


def calls_of(module: ModuleType, fixture: str) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    """Yield each test of a module that wants a fixture and its own parameters, nothing else."""
    for name, test in vars(module).items():
        if not (name.startswith("test_") and callable(test)):
            continue
        marks = [mark for mark in getattr(test, "pytestmark", []) if mark.name == "parametrize"]
        for values in itertools.product(*(_values(mark) for mark in marks)):
            given = {key: value for part in values for key, value in part.items()}
            if set(inspect.signature(test).parameters) == {fixture, *given}:
                yield name, test, given


def _values(mark: Any) -> list[dict[str, Any]]:
    names, rows = mark.args[:2]
    names = [item.strip() for item in names.split(",")] if isinstance(names, str) else list(names)
    found = []
    for row in rows:
        values = row.values if isinstance(row, type(pytest.param())) else row
        listed = [values] if len(names) == 1 and values is row else values
        found.append(dict(zip(names, listed, strict=True)))
    return found


def of_example(world: World) -> ByHand:
    """Return the example's tests, asked of a world that shows itself as the published files do."""
    _dress(world)
    return ByHand(partial(_published, world), "published", EXAMPLE_TESTS)


def of_pitfalls(world: World) -> ByHand:
    """Return the tests of the pitfalls."""
    return ByHand(partial(_built, world), "built", PITFALL_TESTS)


def _published(world: World) -> Published:
    """Return a world as the published files would show it."""
    published = Published.__new__(Published)
    published.connection = world.connection
    world.connection.execute("use funnel")
    return published


def _dress(world: World) -> None:
    """Give a world's tables the names under which the published files hold them."""
    connection = world.connection
    for name in ("funnel", "private"):
        connection.execute(f"attach ':memory:' as {name}")
    for model in world.models.values():
        if model.layer == "marts":
            connection.execute(f"create view funnel.main.{model.name} as from {model.relation}")
    for table in ("run", "check_results"):
        connection.execute(f"create view funnel.main.{table} as from work.said.{table}")
    for table, select in PEOPLE_TABLES.items():
        connection.execute(f"create view private.main.{table} as {select}")


def _built(world: World) -> Built:
    """Return a world as the tests of the pitfalls ask it."""
    return Built(_InOneFile(world.connection))  # type: ignore[arg-type]


class _InOneFile:
    """A connection for which the marts lie in a schema of the one file, not in one of their own."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def execute(self, query: str, *values: Any) -> Any:
        for apart, together in MARTS:
            query = query.replace(apart, together)
        return self._connection.execute(query, *values)
