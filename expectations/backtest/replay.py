"""The models' own statements run again, in memory, on what a published run kept for it.

Nothing is written: the files are attached read-only, and what is made goes with the connection. To
measure another table, name its model in MEASURED; `pipelines/backtest_file.py` then keeps what it
needs.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import duckdb

from expectations.conditions import quoted
from expectations.errors import BadInputError
from expectations.schema import Agreement

STATES = "journey_states"
MEASURED = ("fct_funnel", "kpi_values", "stage_steps", "promise_obligations")
STATES_RELATION = f'"work"."core"."{STATES}"'
FUNNEL, TRIAL = "funnel.duckdb", "backtest.duckdb"
_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "threads": 2,
}
_LOCKED = ("set enable_external_access = false", "set lock_configuration = true")


@dataclass(frozen=True)
class Statement:
    """A model: its name, the relation that it makes, and the SELECT that dbt compiled for it."""

    name: str
    relation: str
    sql: str


class Run(NamedTuple):
    """What a published run says of itself; `as_of` is UTC without a zone."""

    run_id: str
    as_of: datetime
    company: str
    agreement_version: str


class Replay:
    """A published run, opened beside a place in memory where its models are made again.

    `before` holds what is published (`before.fct_funnel`), `after` what was made again.
    """

    def __init__(self, run: Path, built: tuple[Path, Path] | None = None) -> None:
        """Open the folder of a published run, for reading alone.

        Args:
            run: the folder.
            built: the work file and the marts that it was published from, where models must run
                again that read more than what the run kept.

        Raises:
            BadInputError: the run kept nothing to try a definition on.
        """
        if not (run / TRIAL).is_file():
            raise BadInputError(
                f"{run} holds no {TRIAL}: it was published before changed definitions could be"
                " tried. Nothing was changed. Run again, and then try this."
            )
        self._made: dict[str, str] = {}
        self.connection = duckdb.connect(config=_SETTINGS)
        try:
            self.connection.execute("set TimeZone = 'UTC'")
            self.connection.execute("set enable_progress_bar = false")
            self._attach(run / FUNNEL, "before")
            if built is None:
                self._attach(run / TRIAL, "work")
            else:
                self._attach(built[0], "work")
                self._attach(built[1], "marts")
            for setting in _LOCKED:
                self.connection.execute(setting)
            self.connection.execute("create schema memory.after")
        except BaseException:
            self.connection.close()
            raise

    def _attach(self, path: Path, name: str) -> None:
        self.connection.execute(f"attach {quoted(path)} as {name} (read_only)")

    @property
    def run(self) -> Run:
        """What the published run says of itself."""
        (row,) = self.connection.execute(
            f"select {', '.join(Run._fields)} from before.main.run"
        ).fetchall()
        return Run(*row)

    @property
    def statements(self) -> list[Statement]:
        """What builds the fact and its measures, in order."""
        rows = self.connection.execute(
            "select name, relation, sql from work.main.statements order by place"
        ).fetchall()
        return [Statement(*row) for row in rows]

    @property
    def agreements(self) -> list[Agreement]:
        """The signed versions of the published run, in order of effect."""
        rows = self.connection.execute(
            "select document from work.main.agreements order by version"
        ).fetchall()
        return [Agreement.model_validate(json.loads(row[0])) for row in rows]

    def make(self, relation: str, sql: str) -> None:
        """Make one relation again; what reads it from now on finds the new rows.

        Args:
            relation: its name as the statements have it.
            sql: a SELECT; it finds all that was made before in the place of the old.
        """
        for old, new in self._made.items():
            sql = sql.replace(old, new)
        name = relation.rpartition(".")[2]
        self.connection.execute(f"create table memory.after.{name} as {sql}")
        self._made[relation] = f"memory.after.{name}"

    def close(self) -> None:
        """Close the files, and forget what was made."""
        self.connection.close()

    def __enter__(self) -> "Replay":
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the files."""
        self.close()
