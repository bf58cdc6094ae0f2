"""A world as files: every table of a build, the SQL that dbt compiled for it, dbt's data tests."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb

from pipelines.home import Home, project_root
from pipelines.pseudonyms import set_key

PROJECT = project_root() / "dbt_project"


@dataclass(frozen=True)
class Model:
    """A model as dbt compiled it; `parents` are models, all of them earlier in the order."""

    name: str
    relation: str
    sql: str
    parents: list[str]
    layer: str


@dataclass(frozen=True)
class DataTest:
    """A data test of a model: the rows of its SQL break the contract."""

    name: str
    model: str
    sql: str


def keep(home: Home, folder: Path, like: Path | None = None) -> None:
    """Write a home's tables, models and tests into a folder; the last file makes it whole.

    Args:
        home: what was built.
        folder: where it goes.
        like: the kept world by whose statements it was built, where dbt did not build it.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copyfile(home.key_file, folder / "key")
    with duckdb.connect(folder / "tables.duckdb") as connection:
        connection.execute("set TimeZone = 'UTC'; set threads = 1")
        set_key(connection, home.key_file)
        for name, path in (("work", home.work_db), ("marts_file", home.marts_db)):
            connection.execute(f"attach '{path}' as {name} (read_only)")
        if home.published.exists():
            connection.execute(f"attach '{home.published.resolve()}' as published (read_only)")
        found = connection.execute(
            "select database_name, schema_name, table_name from duckdb_tables()"
            " where database_name in ('work', 'marts_file') union all"
            " select database_name, schema_name, view_name from duckdb_views()"
            " where database_name in ('work', 'marts_file') and not internal"
        ).fetchall()
        # in one transaction small tables share their blocks
        connection.execute("begin")
        for schema in {_schema(database, schema) for database, schema, _ in found}:
            connection.execute(f'create schema if not exists "{schema}"')
        for database, schema, table in found:
            connection.execute(
                f'create table "{_schema(database, schema)}"."{table}"'
                f' as from {database}."{schema}"."{table}"'
            )
        if home.published.exists():
            connection.execute("create schema said")
            for table in ("run", "check_results"):
                connection.execute(f"create table said.{table} as from published.{table}")
        connection.execute("commit")
    if like is not None:
        shutil.copyfile(like / "world.json", folder / "world.json")
        return
    manifest = json.loads((home.dbt / "target" / "manifest.json").read_text(encoding="utf-8"))
    content = {
        "models": [asdict(model) for model in _models(home, manifest)],
        "tests": [asdict(test) for test in _tests(home, manifest)],
        "sources": {
            f"{node['source_name']}.{node['name']}": _moved(node["relation_name"])
            for node in manifest["sources"].values()
        },
    }
    (folder / "world.json").write_text(json.dumps(content), encoding="utf-8")


def _schema(database: str, schema: str) -> str:
    return "marts" if database == "marts_file" else schema


def _moved(sql: str) -> str:
    """Return SQL that finds the marts in the file of all else: only one can be rolled back."""
    return sql.replace('"marts"."main".', '"work"."marts".')


def apart(sql: str) -> str:
    """Return SQL of a kept world that finds the marts in a file of their own."""
    return sql.replace('"work"."marts".', '"marts"."main".')


def _models(home: Home, manifest: dict[str, Any]) -> Iterator[Model]:
    nodes = {k: v for k, v in manifest["nodes"].items() if v["resource_type"] == "model"}
    done: dict[str, Model] = {}

    def visit(key: str) -> None:
        node = nodes[key]
        parents = [parent for parent in node["depends_on"]["nodes"] if parent in nodes]
        for parent in parents:
            if parent not in done:
                visit(parent)
        done[key] = Model(
            node["name"],
            _moved(node["relation_name"]),
            _moved(_compiled(home, node["original_file_path"])),
            [nodes[parent]["name"] for parent in parents],
            node["original_file_path"].split("/")[1],
        )

    for key in nodes:
        if key not in done:
            visit(key)
    return iter(done.values())


def _tests(home: Home, manifest: dict[str, Any]) -> Iterator[DataTest]:
    for node in manifest["nodes"].values():
        if node["resource_type"] == "test" and node["config"]["severity"].lower() == "error":
            model = (node["attached_node"] or "").rpartition(".")[2]
            path = f"{node['original_file_path']}/{node['path']}"
            yield DataTest(node["name"], model, _moved(_compiled(home, path)))


def _compiled(home: Home, path: str) -> str:
    return (home.dbt / "target/compiled/smarketing" / path).read_text(encoding="utf-8")
