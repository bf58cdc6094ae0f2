"""The models' own compiled SQL, run on rows of a test's making without dbt: a build in a blink.

What is run is what dbt compiled for the published example, under the example's agreement, in the
order of dbt's graph; nothing of a rule is written here. To put a model to many drawn inputs, fill
the raw tables with `add` and ask for the model with `build`.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

import duckdb

from pipelines.pseudonyms import set_key
from pipelines.raw import create_tables
from pipelines.sources.tables import TABLES
from tests.example.published import publish_example

Row = Mapping[str, Any]
AS_OF = datetime(2025, 12, 31, 23)


@cache
def _compiled() -> dict[str, tuple[str, str, tuple[str, ...]]]:
    """Return every model's address and SQL and the models it reads, in the order of the graph."""
    manifest = json.loads(
        (publish_example().dbt / "target" / "manifest.json").read_text(encoding="utf-8")
    )
    nodes = {
        name: node for name, node in manifest["nodes"].items() if node["resource_type"] == "model"
    }
    done: dict[str, tuple[str, str, tuple[str, ...]]] = {}

    def visit(name: str) -> None:
        node = nodes[name]
        parents = [parent for parent in node["depends_on"]["nodes"] if parent in nodes]
        for parent in parents:
            if nodes[parent]["name"] not in done:
                visit(parent)
        path = publish_example().dbt / "target" / "compiled" / node["package_name"]
        sql = (path / node["original_file_path"]).read_text(encoding="utf-8")
        done[node["name"]] = (
            node["relation_name"],
            sql,
            tuple(nodes[parent]["name"] for parent in parents),
        )

    for name in nodes:
        visit(name)
    return done


class Replay:
    """Raw tables in memory and the models over them."""

    def __init__(self) -> None:
        """Make every raw, landing and agreement table; the agreement's are the example's."""
        example = publish_example()
        self.connection = duckdb.connect()
        self.connection.execute("set TimeZone = 'UTC'; set threads = 1")
        for name in ("work", "marts"):
            self.connection.execute(f"attach ':memory:' as {name}")
        self.connection.execute(f"attach '{example.work_db}' as example (read_only)")
        self.connection.execute("use work")
        create_tables(self.connection)
        for schema in ("agreement", "staging", "core"):
            self.connection.execute(f"create schema {schema}")
        tables = self.connection.execute(
            "select table_name from duckdb_tables()"
            " where database_name = 'example' and schema_name = 'agreement'"
        ).fetchall()
        for (table,) in tables:
            self.connection.execute(
                f"create table agreement.{table} as from example.agreement.{table}"
            )
        self.connection.execute("detach example")
        self.connection.execute("insert into landing.as_of values (?, 'given')", (AS_OF,))
        set_key(self.connection, example.key_file)

    def __enter__(self) -> "Replay":
        """Give itself."""
        return self

    def __exit__(self, *problem: object) -> None:
        """Close the tables, which live in memory alone."""
        self.connection.close()

    def add(self, table: str, rows: Iterable[Row], exported_at: str, file: str = "f1") -> None:
        """Deliver rows of one raw table in one file."""
        for line, row in enumerate(rows, start=1):
            full = {
                "landing_file": file,
                "landing_line": line,
                "source": "test",
                "exported_at": exported_at,
                **row,
            }
            names = ", ".join(f'"{name}"' for name in full)
            places = ", ".join("?" * len(full))
            self.connection.execute(
                f"insert into raw.{table} ({names}) values ({places})", list(full.values())
            )

    def clear(self) -> None:
        """Take out every delivered row and everything built."""
        for schema in ("staging", "core"):
            self.connection.execute(f"drop schema {schema} cascade; create schema {schema}")
        for table in TABLES:
            self.connection.execute(f"truncate {table.address}")

    def build(self, *models: str) -> None:
        """Build models and all that they read; what is built already stays as it is."""
        wanted: set[str] = set()
        asked = list(models)
        while asked:
            model = asked.pop()
            if model not in wanted:
                wanted.add(model)
                asked.extend(_compiled()[model][2])
        for model, (address, sql, _) in _compiled().items():
            if model in wanted:
                self.connection.execute(f"create table if not exists {address} as {sql}")

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return every row of a query over what was built."""
        return self.connection.execute(query).fetchall()
