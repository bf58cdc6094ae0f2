"""A small invented company as a published file: six months, every stage, both personas, promises.

The tables are the marts' own contracts, read from their yml, so a changed column breaks here first.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import yaml

MARTS = Path(__file__).parents[2] / "dbt_project" / "models" / "marts"
FILLING = Path(__file__).with_name("company.sql")
MESSAGES = {
    "held": "2 checks of gate 2 failed. Nothing was lost.",
    "refused": "2025-01-01.yml, line 12: Sales has not signed these terms. Nothing was lost.",
    "failed": "The run stopped in fct_funnel. Nothing was lost.",
}
RUN_TABLES = """
create table run (
    run_id varchar, as_of timestamp, data_through date, started_at timestamp,
    finished_at timestamp, agreement_version varchar, agreement_digest varchar,
    code_version varchar, company varchar, smarketing_version varchar
);
create table check_results (
    run_id varchar, gate varchar, check_id varchar, label varchar, clause varchar,
    severity varchar, status varchar, observed varchar, expected varchar, failed_rows bigint,
    kpis varchar, source varchar, checked_at timestamp
);
"""


def empty_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Make every mart as its contract says, and the two tables a run adds."""
    for contract in sorted(MARTS.glob("*.yml")):
        for model in yaml.load(contract.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader).get(
            "models", ()
        ):
            if "columns" not in model:
                continue
            columns = ", ".join(f"{c['name']} {c['data_type']}" for c in model["columns"])
            connection.execute(f"create table {model['name']} ({columns})")
    connection.execute(RUN_TABLES)


@cache
def _filled() -> bytes:
    """Build the company once and return its file's bytes."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "funnel.duckdb"
        with duckdb.connect(str(file)) as connection:
            empty_tables(connection)
            connection.execute(FILLING.read_text(encoding="utf-8"))
        return file.read_bytes()


def publish(home: Path, run_id: str = "run-1", changes: Sequence[str] = ()) -> Path:
    """Write one published version into a home folder, move the link to it, and return its file."""
    folder = home / "warehouse" / "runs" / run_id
    folder.mkdir(parents=True)
    file = folder / "funnel.duckdb"
    file.write_bytes(_filled())
    if changes:
        with duckdb.connect(str(file)) as connection:
            for change in changes:
                connection.execute(change)
    link = home / "warehouse" / "current"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("runs") / run_id)
    tell(home, "published", run_id)
    return file


def tell(
    home: Path,
    state: str,
    run_id: str = "run-2",
    failed: Sequence[dict[str, str]] = (),
    hours_ago: float = 1,
) -> None:
    """Write what the latest run did, and how long before now it ended."""
    (home / "warehouse").mkdir(parents=True, exist_ok=True)
    said = {
        "run_id": run_id,
        "state": state,
        "at": (datetime.now(UTC) - timedelta(hours=hours_ago)).isoformat(timespec="seconds"),
        "message": MESSAGES.get(state, ""),
        "failed_checks": list(failed),
        "published_run_id": "run-1",
    }
    (home / "warehouse" / "status.json").write_text(json.dumps(said), encoding="utf-8")
