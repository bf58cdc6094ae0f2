"""What the yml files say of the models is what the built tables are."""

import re
from functools import cache
from typing import Any

import duckdb
import pytest
import yaml

from pipelines import warehouse
from tests.dbt.built import MODELS
from tests.example.published import publish_example

SQL = {path.stem: path for path in sorted(MODELS.rglob("*.sql"))}
HEADER = re.compile(r"\{#\s*(.*?)\s*#\}", re.DOTALL)


@cache
def _documented() -> dict[str, dict[str, Any]]:
    """Return what the yml files say, by model."""
    models: dict[str, dict[str, Any]] = {}
    for path in sorted(MODELS.rglob("*.yml")):
        for model in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader).get(
            "models", ()
        ):
            assert model["name"] not in models, f"{path.name} documents {model['name']} again"
            models[model["name"]] = model
    return models


@cache
def _real_columns() -> dict[str, list[tuple[str, str]]]:
    """Return the columns and types of every built table and view, by model."""
    columns: dict[str, list[tuple[str, str]]] = {}
    with warehouse.read_work(publish_example()) as connection:
        for table, column, kind in connection.execute(
            "select table_name, column_name, data_type from duckdb_columns()"
            " where schema_name in ('staging', 'core') or database_name = 'marts'"
            " order by table_name, column_index"
        ).fetchall():
            columns.setdefault(table, []).append((column, kind))
    return columns


@cache
def _kind(declared: str) -> str:
    """Return a declared type as DuckDB writes it."""
    with duckdb.connect() as connection:
        ((kind,),) = connection.execute(f"select typeof(cast(null as {declared}))").fetchall()
    return str(kind)


def _words(text: str) -> str:
    return " ".join(text.split())


def _folder(layer: str) -> list[str]:
    return [name for name, path in SQL.items() if (MODELS / layer) in path.parents]


def test_every_model_is_documented_and_every_documented_model_is_there() -> None:
    assert set(_documented()) == set(SQL)


def test_every_model_is_built() -> None:
    assert set(SQL) <= set(_real_columns())


@pytest.mark.parametrize("model", SQL)
def test_a_description_says_the_grain_in_the_words_of_the_model(model: str) -> None:
    description = _words(_documented()[model]["description"])
    header = HEADER.search(SQL[model].read_text(encoding="utf-8"))
    assert header is not None
    assert description.startswith(("grain: one row per ", "grain: as "))
    assert description == _words(header[1])


@pytest.mark.parametrize("model", _folder("marts"))
def test_the_documented_columns_of_a_mart_are_its_real_ones(model: str) -> None:
    documented = _documented()[model].get("columns", [])
    assert all(column["description"].strip() for column in documented)
    assert [(c["name"], _kind(c["data_type"])) for c in documented] == _real_columns()[model]


@pytest.mark.parametrize("model", [*_folder("staging"), *_folder("core")])
def test_every_column_documented_elsewhere_is_a_real_one(model: str) -> None:
    """Staging and core need not name every column; what they name and type is there."""
    real = dict(_real_columns()[model])
    for column in _documented()[model].get("columns", []):
        assert column["name"] in real
        if "data_type" in column:
            assert _kind(column["data_type"]) == real[column["name"]]
