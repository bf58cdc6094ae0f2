"""Small companies built once by the ordinary pipeline and kept as files: a world per company.

A world holds every table of a build, the SQL that dbt compiled for it and dbt's data tests. Each is
held against its own truth before it is kept: a play against the recount, a case against the rows
worked out by hand. To add a world, add its name in `names` and how it is built in `_build`.
"""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb

from expectations.annexes import folder_of, load_annexes
from expectations.loader import load_agreements
from pipelines.build import build
from pipelines.home import Home, project_root
from pipelines.inputs import Request
from pipelines.pseudonyms import set_key
from pipelines.run import run
from pipelines.simulator import simulate
from pipelines.sources.config import load_sources
from pipelines.sources.landing import land
from pipelines.verify import verify
from tests.example.extracts import FOLDER
from tests.example.published import EXAMPLE
from tests.pitfalls.company import AS_OF, write
from tests.pitfalls.extracts import Extracts
from tests.scenarios.cases import Case, read_cases
from tests.scenarios.conftest import GIVEN, OWN, Player
from tests.scenarios.judging import differences
from tests.scenarios.not_yet import subject_of
from tests.scenarios.results import results_of

PROJECT = project_root() / "dbt_project"
# seed, people, days, marketing tool: small, yet every awkward story is in them
PLAYS = {
    "play_3": (3, 600, 200, "hubspot"),
    "play_11": (11, 400, 300, "both"),
}
Tell = Callable[[str], None]


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


def code_digest() -> str:
    """Return a digest of everything that decides what dbt compiles."""
    digest = hashlib.sha256()
    for folder in ("models", "macros", "agreement"):
        for path in sorted((PROJECT / folder).rglob("*")):
            if path.suffix in (".sql", ".yml") and "_unit_tests" not in path.name:
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def cases() -> dict[str, Case]:
    """Return every hand-computed case by its id: those given, where they are here, and our own."""
    found = [item for path in (GIVEN, OWN) if path.exists() for item in read_cases(path)]
    return {case.id: case for case in found if isinstance(case, Case)}


def due_keys(case: Case) -> list[str]:
    """Return what of a case's expectations holds today and is of its tables, not of its runs."""
    keys = [key for key in case.scenario.expect.keys if subject_of(case.id, key) is None]
    return [key for key in keys if key != "restatements"]


def names() -> list[str]:
    """Return every world's name, the cheap ones first."""
    return [*(f"case_{name}" for name in cases()), "pitfalls", "example", *PLAYS]


def build_worlds(folder: Path, wanted: list[str], tell: Tell) -> None:
    """Build and keep the worlds that a folder lacks.

    Raises:
        AssertionError: a world is not what its own truth says; nothing can be judged by it.
    """
    player: Player | None = None
    for name in wanted:
        if (folder / name / "world.json").exists():
            continue
        tell(f"building {name}")
        if name.startswith("case_"):
            if player is None:
                player = Player(Path(tempfile.mkdtemp(prefix="player_", dir=folder)))
            case = cases()[name.removeprefix("case_")]
            home = player.play(case)
            with results_of(case, home) as results:
                wrong = differences(case, results, due_keys(case))
            assert not wrong, f"{name}: {wrong}"
            _keep(home, folder / name)
        else:
            home = Home(folder / "homes" / name)
            shutil.rmtree(home.root, ignore_errors=True)
            _build(name, home, folder / "homes", tell)
            _keep(home, folder / name)
            shutil.rmtree(home.root)
    if player is not None:
        shutil.rmtree(player.folder)


def _build(name: str, home: Home, folder: Path, tell: Tell) -> None:
    if name == "example":
        run(home, EXAMPLE, lambda _: None)
    elif name == "pitfalls":
        extracts = Extracts()
        write(extracts)
        (folder / "pitfalls_extracts").mkdir(parents=True, exist_ok=True)
        config = load_sources(extracts.write(folder / "pitfalls_extracts"))
        land(config, home, lambda _: None)
        agreements = FOLDER / "agreements"
        annexes = load_annexes(folder_of(agreements))
        build(home, config, load_agreements(agreements), annexes, AS_OF, lambda _: None)
    else:
        out = folder / f"{name}_extracts"
        simulate(*PLAYS[name][:3], out, lambda _: None, PLAYS[name][3])
        run(home, Request(out / "sources.yml"), lambda _: None)
        result = verify(home, out / "truth", None, lambda _: None)
        assert not result.differences.total, "\n".join(result.lines())
        tell("\n".join(result.lines()))


def _keep(home: Home, folder: Path) -> None:
    """Write a home's tables, models and tests into a folder; the last file makes it whole."""
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
