"""dbt's unit tests, asked of a changed statement without dbt: given rows in, expected rows out.

The files are read as they stand, so that a new case counts without building the worlds again.
"""

import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import yaml

from tests.mutation.kept import PROJECT
from tests.mutation.replaying import RedError, World

REFERENCE = re.compile(r"(ref|source)\('(\w+)'(?:,\s*'(\w+)')?\)")


@dataclass(frozen=True)
class UnitCase:
    """A unit test whose given rows lie in tables of their own."""

    name: str
    model: str
    moved: dict[str, str]
    columns: list[str]
    expected: str


class UnitCases:
    """Every unit test, by the model it is of."""

    def __init__(self, world: World, folder: Path = PROJECT / "models") -> None:
        """Take the world whose columns and agreement the cases are written for."""
        self.world, self.folder = world, folder
        # cases that are red without any change judge nothing, and are told at the end
        self.red: dict[str, str] = {}

    @cached_property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        # asked first, because its tables' columns are copied
        return self.world.connection

    @cached_property
    def _written(self) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = {}
        for path in sorted(self.folder.rglob("*_unit_tests.yml")):
            for test in yaml.safe_load(path.read_text(encoding="utf-8"))["unit_tests"]:
                found.setdefault(test["model"], []).append(test)
        return found

    @cached_property
    def _made(self) -> dict[str, list[UnitCase]]:
        return {}

    def of(self, model: str) -> list[UnitCase]:
        """Return the cases of a model that its unchanged statement passes, their tables made."""
        if model not in self._made:
            self._made[model] = []
            for test in self._written.get(model, []):
                try:
                    case = self._make(test)
                except (duckdb.Error, KeyError) as problem:
                    self.red[test["name"]] = str(problem).splitlines()[0][:120]
                    continue
                if said := self.differs(case, self.world.models[model].sql):
                    self.red[case.name] = said
                else:
                    self._made[model].append(case)
        return self._made[model]

    def require(self, model: str, sql: str) -> None:
        """Put every case of a model to a statement.

        Raises:
            RedError: naming the first case that it does not pass.
        """
        for case in self.of(model):
            if said := self.differs(case, sql):
                raise RedError("unit test", f"{case.name} ({said})")

    def differs(self, case: UnitCase, sql: str) -> str:
        """Return how a statement's rows differ from those expected; nothing where they do not."""
        for address, given in case.moved.items():
            sql = sql.replace(address, given)
        names = ", ".join(f'"{name}"' for name in case.columns)
        with self.world.change():
            self.world.run(f"create table unit_found as select {names} from ({sql})")
            kinds = self._connection.execute("describe unit_found").fetchall()
            wanted = ", ".join(f'cast("{name}" as {kind}) as "{name}"' for name, kind, *_ in kinds)
            self._connection.execute(
                f"create table unit_wanted as select {wanted} from {case.expected}"
            )
            ((missing, surplus),) = self._connection.execute(
                "select (select count(*) from (from unit_wanted except all from unit_found)),"
                " (select count(*) from (from unit_found except all from unit_wanted))"
            ).fetchall()
        return f"{missing} missing, {surplus} too many" if missing or surplus else ""

    def _make(self, test: dict[str, Any]) -> UnitCase:
        """Make the tables of a case, in a schema of its name."""
        schema = f"unit_{test['name']}"
        self._connection.execute(f'create schema "{schema}"')
        moved = {}
        for given in test["given"]:
            kind, first, second = REFERENCE.match(given["input"]).groups()  # type: ignore[union-attr]
            address = (
                self.world.models[first].relation
                if kind == "ref"
                else self.world.sources[f"{first}.{second}"]
            )
            table = f'"work"."{schema}"."{first}_{second or ""}"'
            self._fill(table, address, given)
            moved[address] = table
        expected = f'"work"."{schema}"."expected"'
        columns = self._expect(expected, test["model"], test["expect"])
        return UnitCase(test["name"], test["model"], moved, columns, expected)

    def _fill(self, table: str, address: str, given: dict[str, Any]) -> None:
        """Fill a table of another's columns; what a row does not say is NULL."""
        if given.get("format") == "sql":
            # a view, because a bare NULL is of any type in it and of one in a table
            self._connection.execute(f"create view {table} as {given['rows']}")
            return
        self._connection.execute(f"create table {table} as from {address} limit 0")
        for row in given["rows"] or []:
            names = ", ".join(f'"{name}"' for name in row)
            places = ", ".join("?" * len(row))
            values = [_value(value) for value in row.values()]
            self._connection.execute(f"insert into {table} ({names}) values ({places})", values)

    def _expect(self, table: str, model: str, expect: dict[str, Any]) -> list[str]:
        """Fill a table of text with expected rows; return its columns, all of them for no rows."""
        if not expect["rows"]:
            relation = self.world.models[model].relation
            self._connection.execute(f"create table {table} as from {relation} limit 0")
            return self._columns(table)
        if expect.get("format") == "sql":
            self._connection.execute(f"create table {table} as {expect['rows']}")
            return self._columns(table)
        columns = list(expect["rows"][0])
        texts = ", ".join(f'"{name}" varchar' for name in columns)
        self._connection.execute(f"create table {table} ({texts})")
        places = ", ".join("?" * len(columns))
        for row in expect["rows"]:
            values = [_text(row.get(name)) for name in columns]
            self._connection.execute(f"insert into {table} values ({places})", values)
        return columns

    def _columns(self, table: str) -> list[str]:
        return [row[0] for row in self._connection.execute(f"describe {table}").fetchall()]


def _value(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict | list) else value


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value) if isinstance(value, bool | dict | list) else str(value)
