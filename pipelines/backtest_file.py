"""What a changed definition is tried on: `backtest.duckdb`, published beside the funnel.

It holds the statements that build the fact and what is counted from it, as dbt compiled them, the
tables they read that no definition touches, and the signed versions. Tables stand under the names
that the statements use. Of the people it holds what conditions may ask; no name and no address.
"""

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb

from expectations.backtest.placing import PRIVATE
from expectations.backtest.replay import MEASURED, STATES, Statement
from expectations.conditions import quoted
from expectations.schema import Agreement
from expectations.vocabulary import FIELDS
from pipelines import warehouse
from pipelines.home import Home

_KEPT_OF_STATES = re.compile("attribute_.*")
# no condition is asked of who is no person: nothing of them is kept to be asked, and what is made
# again has their rows as they were published
IDENTIFIED = {
    "journeys": "person_id is not null or visitor_id is null",
    "sessions": "person_id is not null",
}
OF_ANYBODY = ("fct_funnel", "dim_journey")


def write_backtest(home: Home, path: Path, agreements: Sequence[Agreement]) -> None:
    """Write the file from this home's work files and the statements that dbt compiled for them."""
    models = compiled_models(home)
    statements = [s for s in leading(models, {STATES}, MEASURED) if s.name != STATES]
    told = {word for item in statements for word in re.findall(r"\w+", item.sql)}
    with duckdb.connect(path, config=warehouse.SETTINGS) as connection:
        connection.execute(f"attach {quoted(home.work_db)} as built (read_only)")
        for relation in sorted(_read(statements)):
            _copy(connection, relation, told)
        connection.execute(
            "create table statements (place integer, name varchar, relation varchar, sql varchar)"
        )
        connection.executemany(
            "insert into statements values (?, ?, ?, ?)",
            [(place, s.name, s.relation, _of_anybody(s)) for place, s in enumerate(statements)],
        )
        connection.execute("create table agreements (version varchar, document varchar)")
        connection.executemany(
            "insert into agreements values (?, ?)",
            [
                (item.version, item.model_dump_json(by_alias=True, exclude_unset=True))
                for item in agreements
            ],
        )
        connection.execute("detach built")
        connection.execute("checkpoint")


def _of_anybody(statement: Statement) -> str:
    """Return a statement's SQL; where it makes rows of anybody, with those who are no person."""
    if statement.name not in OF_ANYBODY:
        return statement.sql
    return f"""select * from (
{statement.sql}
) union all by name
select * from before.main.{statement.name} where person_id is null and visitor_id is not null"""


def compiled_models(home: Home) -> dict[str, dict[str, Any]]:
    """Return every model's entry in the manifest of the home's last dbt run, by its name."""
    manifest = json.loads((home.dbt / "target" / "manifest.json").read_text("utf-8"))
    return {
        node["name"]: node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node.get("compiled_code")
    }


def leading(
    models: dict[str, dict[str, Any]], changed: set[str], wanted: Iterable[str]
) -> list[Statement]:
    """Return what changed and all that reads it, as far as it leads to what is wanted.

    They come in an order in which they can run.
    """
    names = {node["unique_id"]: name for name, node in models.items()}
    parents = {
        name: [names[each] for each in node["depends_on"]["nodes"] if each in names]
        for name, node in models.items()
    }
    ordered: dict[str, None] = {}

    def visit(name: str) -> None:
        if name not in ordered:
            for parent in parents[name]:
                visit(parent)
            ordered[name] = None

    for name in wanted:
        visit(name)
    reached: list[str] = []
    for name in ordered:
        if name in changed or not set(reached).isdisjoint(parents[name]):
            reached.append(name)
    return [
        Statement(name, models[name]["relation_name"], models[name]["compiled_code"])
        for name in reached
    ]


def _read(statements: list[Statement]) -> set[str]:
    """Return the relations that statements read and none of them makes."""
    made = {item.relation for item in statements}
    quoted = {
        relation
        for item in statements
        for relation in re.findall(r'"work"\."\w+"\."\w+"|"marts"\."\w+"\."\w+"', item.sql)
    }
    return quoted - made


def _copy(connection: duckdb.DuckDBPyConnection, relation: str, told: set[str]) -> None:
    """Copy a table, without the columns that no statement and no condition names."""
    _, schema, table = (part.strip('"') for part in relation.split("."))
    wanted = told - PRIVATE
    if table == STATES:
        wanted = wanted | {item.column for item in FIELDS.values()} - PRIVATE
    columns = [
        row[0]
        for row in connection.execute(f"describe built.{schema}.{table}").fetchall()
        if row[0] in wanted or (table == STATES and _KEPT_OF_STATES.fullmatch(row[0]))
    ]
    kept = f" where {IDENTIFIED[table]}" if table in IDENTIFIED else ""
    # what was told of somebody is asked of the states alone
    values = {"value": "case when kind <> 'attribute' then value end as value"}
    told_of_people = table in ("person_timeline", "tracked_signals")
    selected = ", ".join(values.get(c, f'"{c}"') if told_of_people else f'"{c}"' for c in columns)
    connection.execute(f"create schema if not exists {schema}")
    name = f"{schema}.{table}"
    connection.execute(f"create table {name} as select {selected} from built.{name}{kept}")
