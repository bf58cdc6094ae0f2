"""A world in memory, in which one model's SQL is replaced and what reads it is built again.

Only what a change reaches is built: a model whose rows stay the same is no reason to build what
reads it. Everything is taken back afterwards, in one transaction.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from pipelines.pseudonyms import set_key
from tests.mutation.kept import DataTest, Model
from tests.mutation.statements import Site, apply, rendered, sites

# a changed join may pair everything with everything, and a recursion may not end
SECONDS = 15


class RedError(Exception):
    """Something saw the change; its text says what."""

    def __init__(self, oracle: str, said: str = "") -> None:
        """Take the kind of what saw it, and what it said."""
        super().__init__(f"{oracle}: {said}" if said else oracle)
        self.oracle, self.said = oracle, said


@dataclass(frozen=True)
class Oracle:
    """Something that looks at models and raises `RedError` where they are not what they must be."""

    reads: frozenset[str]
    require: Callable[[set[str]], None]


class Watch:
    """Interrupts what a connection does for too long; one thread for all of its statements."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Begin to watch a connection, for as long as this process lives."""
        self._connection = connection
        self._since: float | None = None
        self._lock = threading.Lock()
        threading.Thread(target=self._look, daemon=True).start()

    @contextmanager
    def over(self) -> Iterator[None]:
        """Watch over what is done within."""
        with self._lock:
            self._since = time.monotonic()
        try:
            yield
        finally:
            with self._lock:
                self._since = None

    def _look(self) -> None:
        while True:
            time.sleep(SECONDS / 5)
            with self._lock:
                if self._since is not None and time.monotonic() - self._since > SECONDS:
                    self._connection.interrupt()


class World:
    """The tables of one built company."""

    def __init__(self, folder: Path) -> None:
        """Load a kept world."""
        self.name, self.folder = folder.name, folder
        content = json.loads((folder / "world.json").read_text(encoding="utf-8"))
        self.models = {item["name"]: Model(**item) for item in content["models"]}
        self.sources: dict[str, str] = content["sources"]
        self.tests: dict[str, list[DataTest]] = {}
        for item in content["tests"]:
            self.tests.setdefault(item["model"], []).append(DataTest(**item))
        self._watch: Watch | None = None
        self._marks: dict[str, tuple[Any, ...]] = {}
        self._calm: dict[str, bool] = {}

    @cached_property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The tables, copied into memory when they are first asked for."""
        connection = duckdb.connect()
        connection.execute("set TimeZone = 'UTC'; set threads = 1; set memory_limit = '3GB'")
        connection.execute("attach ':memory:' as work")
        connection.execute(f"attach '{self.folder / 'tables.duckdb'}' as kept (read_only)")
        connection.execute("use work")
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = 'kept'"
        ).fetchall()
        for schema in {schema for schema, _ in tables}:
            connection.execute(f'create schema if not exists "{schema}"')
        for schema, table in tables:
            name = f'"{schema}"."{table}"'
            connection.execute(f"create table {name} as from kept.{name}")
        connection.execute("detach kept")
        set_key(connection, self.folder / "key")
        return connection

    def mark(self, relation: str) -> tuple[Any, ...]:
        """Return what tells a table's rows and types from any others', in any order."""
        rows = self.connection.execute(
            f"select count(*), sum(hash(row_of)::hugeint) from {relation} as row_of"
        ).fetchall()
        types = self.connection.execute(f"describe {relation}").fetchall()
        return (rows, [kind[:2] for kind in types])

    def _kept_mark(self, model: str) -> tuple[Any, ...]:
        """Return the mark of a model's rows as they were built; asked before they change."""
        if model not in self._marks:
            self._marks[model] = self.mark(self.models[model].relation)
        return self._marks[model]

    def statement(self, model: str, site: Site) -> str | None:
        """Return a model's changed SQL; None where this world's agreement has no such place."""
        sql = self.models[model].sql
        here = sites(sql)[0].get(site.key)
        return apply(sql, here) if here else None

    def is_calm(self, model: str) -> bool:
        """Whether a model gives its rows again when sqlglot has read and written its SQL."""
        if model not in self._calm:
            with self.change():
                self._calm[model] = not self._build(model, rendered(self.models[model].sql))
        return self._calm[model]

    @contextmanager
    def change(self) -> Iterator[None]:
        """Take back at the end whatever is done within; what cannot be done is red."""
        self.connection.execute("begin")
        try:
            yield
        except duckdb.Error as problem:
            raise RedError("error", str(problem).splitlines()[0][:160]) from None
        finally:
            self.connection.execute("rollback")
            self.connection.execute("use work")

    def run(self, statement: str) -> None:
        """Run a statement that may be a changed one; it is interrupted where it does not end."""
        if self._watch is None:
            self._watch = Watch(self.connection)
        with self._watch.over():
            self.connection.execute(statement)

    def _build(self, model: str, sql: str) -> bool:
        """Build a model; return whether its rows are others than they were."""
        before = self._kept_mark(model)
        relation = self.models[model].relation
        self.run(f"create or replace table {relation} as {sql}")
        return self.mark(relation) != before

    def replace(self, model: str, sql: str, read: set[str]) -> Iterator[str]:
        """Build a changed model and what it reaches; yield each model whose rows changed.

        Args:
            model: what is changed.
            sql: its statement.
            read: the models that somebody looks at; what they do not need is not built.
        """
        if not self._build(model, sql):
            return
        yield model
        changed, needed = {model}, self._ancestors(read)
        for other in self.models.values():
            reached = other.name in needed and changed.intersection(other.parents)
            if reached and self._build(other.name, other.sql):
                changed.add(other.name)
                yield other.name

    def _ancestors(self, read: set[str]) -> set[str]:
        """Return models and all that they read."""
        found: set[str] = set()
        for name in reversed(self.models):
            if name in read or name in found:
                found.add(name)
                found.update(self.models[name].parents)
        return found

    def require_contracts(self, model: str) -> None:
        """Ask the data tests of a model.

        Raises:
            RedError: rows break one, or its columns are of other types than they were.
        """
        relation = self.models[model].relation
        types = [kind[:2] for kind in self.connection.execute(f"describe {relation}").fetchall()]
        if types != self._kept_mark(model)[1]:
            raise RedError("contract", f"the types of {model}")
        for test in self.tests.get(model, []):
            found = self.connection.execute(f"select count(*) from ({test.sql})").fetchall()
            if found != [(0,)]:
                raise RedError("contract", test.name)
