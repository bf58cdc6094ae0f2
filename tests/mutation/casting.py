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

import duckdb

from expectations.annexes import folder_of, load_annexes
from expectations.compile import compile_agreements
from expectations.loader import load_agreements
from pipelines import warehouse
from pipelines.build import load_agreement, load_raw
from pipelines.home import Home
from pipelines.pseudonyms import set_key
from pipelines.reported import load_reported
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


def cast(company: Company, as_of: datetime, home: Home, like: Path) -> None:
    """Build a company in a home as of a moment, by the statements of a kept world.

    Args:
        company: what lies in its folder.
        as_of: a moment in UTC; nothing has been reported before it.
        home: emptied of what it held, its key excepted.
        like: the folder of a world whose conditions are this company's.
    """
    for generated in (home.landing, home.warehouse):
        shutil.rmtree(generated, ignore_errors=True)
    agreements = load_agreements(company.agreements)
    home.ensure()
    land(load_sources(company.sources), home, _untold)
    load_raw(home, agreements, as_of.replace(tzinfo=UTC), _untold)
    load_agreement(home, agreements, load_annexes(folder_of(company.agreements)), _untold)
    load_reported(home, None, _untold)
    content = json.loads((like / "world.json").read_text(encoding="utf-8"))
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'; set threads = 1")
        for name, path in (("work", home.work_db), ("marts", home.marts_db)):
            connection.execute(f"attach '{path}' as {name}")
        connection.execute("use work")
        set_key(connection, home.key_file)
        for schema in ("staging", "core"):
            connection.execute(f"create schema if not exists {schema}")
        for model in content["models"]:
            connection.execute(f"create table {apart(model['relation'])} as {apart(model['sql'])}")
    warehouse.finish_changes(home)


def _untold(_: str) -> None:
    """Say nothing of how far a case's loading is."""
