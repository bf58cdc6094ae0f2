"""A case built without dbt, where an earlier one was compiled from the same conditions.

The tables a case reads are loaded by the ordinary pipeline; the models are what dbt compiled for
the case before it, run in the order of its graph. Most cases share the terms of one agreement, and
dbt takes ten times as long to say the same again. To cast anything else, give it a `Company`.
"""

import hashlib
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from expectations.annexes import folder_of, load_annexes
from expectations.compile import compile_agreements
from expectations.loader import load_agreements
from pipelines import warehouse
from pipelines.build import load_agreement, load_raw
from pipelines.home import Home
from pipelines.pseudonyms import set_key
from pipelines.reported import Reported, load_reported
from pipelines.sources.config import load_sources
from pipelines.sources.landing import land
from tests.mutation.kept import apart
from tests.scenarios.playing import Company


def terms_of(company: Company) -> str:
    """Return a digest of all that the agreement puts into the models' SQL."""
    agreements = load_agreements(company.agreements)
    compiled = compile_agreements(agreements, load_annexes(folder_of(company.agreements)))
    words = {path: text for path, text in compiled.items() if path.endswith(".sql")}
    return hashlib.sha256(json.dumps(words, sort_keys=True).encode()).hexdigest()


def cast(company: Company, moments: list[datetime], home: Home, like: Path) -> None:
    """Build a company in a home by the statements of a kept world.

    Args:
        company: what lies in its folder.
        moments: when its numbers were made, in UTC: each is held against the one before.
        home: emptied of what it held, its key excepted.
        like: the folder of a world whose conditions are this company's.
    """
    for generated in (home.landing, home.warehouse):
        shutil.rmtree(generated, ignore_errors=True)
    agreements = load_agreements(company.agreements)
    home.ensure()
    land(load_sources(company.sources), home, _untold)
    annexes = load_annexes(folder_of(company.agreements))
    content = json.loads((like / "world.json").read_text(encoding="utf-8"))
    reported = None
    for moment in moments:
        load_raw(home, agreements, moment.replace(tzinfo=UTC), _untold)
        load_agreement(home, agreements, annexes, _untold)
        load_reported(home, reported, _untold)
        _run(home, content["models"])
        warehouse.finish_changes(home)
        name = f"{moment:%Y%m%dT%H%M%S}"
        reported = Reported(company.sources.parent / f"{name}.duckdb", name, moment)
        shutil.copyfile(home.marts_db, reported.file)


def _run(home: Home, models: list[dict[str, Any]]) -> None:
    """Run the statements of models, in the order of their graph."""
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'; set threads = 1")
        for name, path in (("work", home.work_db), ("marts", home.marts_db)):
            connection.execute(f"attach '{path}' as {name}")
        connection.execute("use work")
        set_key(connection, home.key_file)
        for schema in ("staging", "core"):
            connection.execute(f"create schema if not exists {schema}")
        for model in models:
            connection.execute(
                f"create or replace table {apart(model['relation'])} as {apart(model['sql'])}"
            )


def _untold(_: str) -> None:
    """Say nothing of how far a case's loading is."""
