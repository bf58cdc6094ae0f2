"""Hand-computed tests that build models from rows of their own, asked of a changed statement.

Only the tests that build the changed model are asked. To let more of them judge, name their module.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from unittest.mock import patch

from tests.dbt import replay, test_history, test_identity, test_reconciliation
from tests.mutation.by_hand import RED, calls_of
from tests.mutation.replaying import RedError, World

MODULES = (test_identity, test_history, test_reconciliation)
# of what else these tests build they say little, and a replay takes a second
JUDGED = {
    *("identity_edges", "person_identifiers", "people", "identity_reports", "history_coverage"),
    *("source_reconciliation", "funnel_items"),
}
Compiled = dict[str, tuple[str, str, tuple[str, ...]]]


@dataclass(frozen=True)
class Kept:
    """What a replay asks of the published example, from a world's files."""

    work_db: Path
    key_file: Path


@dataclass(frozen=True)
class Asked:
    """One test, and every model that it builds."""

    name: str
    call: Callable[[], None]
    builds: frozenset[str]


class Replays:
    """The tests that replay models, over the statements of a world."""

    def __init__(self, world: World) -> None:
        """Take the example's world, whose agreement the tests are written for."""
        self.world = world
        # tests that are red without any change judge nothing, and are told at the end
        self.red: dict[str, str] = {}

    def require(self, model: str, sql: str) -> None:
        """Put every test that builds a model to a changed statement of it.

        Raises:
            RedError: naming the first test that is red.
        """
        if model not in JUDGED:
            return
        for asked in self._asked:
            if model in asked.builds:
                with self._statements({model: sql}):
                    said = _said(asked.call)
                if said is not None:
                    raise RedError("by hand", f"{asked.name} {said}")

    @cached_property
    def _asked(self) -> list[Asked]:
        found = []
        for module in MODULES:
            for name, test, values in calls_of(module, "replay"):
                call = _Call(test, values)
                with self._statements({}), _builds() as builds:
                    said = _said(call)
                if said is None:
                    found.append(Asked(name, call, frozenset(builds)))
                else:
                    self.red[name] = said
        return found

    @contextmanager
    def _statements(self, changed: dict[str, str]) -> Iterator[None]:
        """Let replays build this world's models, some of them changed."""
        compiled: Compiled = {
            model.name: (
                _home(model.relation),
                _home(changed.get(model.name, model.sql)),
                tuple(model.parents),
            )
            for model in self.world.models.values()
        }
        kept = Kept(self.world.folder / "tables.duckdb", self.world.folder / "key")
        with ExitStack() as patches:
            patches.enter_context(patch.object(replay, "_compiled", lambda: compiled))
            # a test that hashes for itself does so with the world's key
            for module in (replay, *MODULES):
                if hasattr(module, "publish_example"):
                    patches.enter_context(patch.object(module, "publish_example", lambda: kept))
            yield


@dataclass(frozen=True)
class _Call:
    """A test with its parameters and a replay of its own."""

    test: Callable[..., None]
    values: dict[str, Any]

    def __call__(self) -> None:
        with replay.Replay() as fresh:
            self.test(replay=fresh, **self.values)


def _home(sql: str) -> str:
    """Return SQL that finds the marts where a replay has them."""
    return sql.replace('"work"."marts".', '"marts"."main".')


def _said(call: Callable[[], None]) -> str | None:
    """Return what a test says where it is red, in a few words."""
    try:
        call()
    except RED as problem:
        return f"{type(problem).__name__} {problem}".splitlines()[0][:80]
    return None


@contextmanager
def _builds() -> Iterator[set[str]]:
    """Note every model that replays build."""
    seen: set[str] = set()
    build = replay.Replay.build

    def noted(self: replay.Replay, *models: str) -> None:
        asked = list(models)
        while asked:
            model = asked.pop()
            if model not in seen:
                seen.add(model)
                asked.extend(replay._compiled()[model][2])
        build(self, *models)

    with patch.object(replay.Replay, "build", noted):
        yield seen
