"""The two files that may be published, made beside the published ones and counted again.

`funnel.duckdb` is a plain copy of the marts with what the run and its checks say; it holds no
names, addresses or vendor ids. `people.duckdb` holds those, for whoever may see them.
"""

import os
import shutil
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypedDict

import duckdb

from expectations.backtest.replay import TRIAL
from expectations.conditions import quoted
from expectations.errors import SmarketingError
from expectations.gates.results import CheckResult
from expectations.schema import Agreement
from pipelines import warehouse
from pipelines.backtest_file import write_backtest
from pipelines.crashes import step
from pipelines.home import Home
from pipelines.manifest import FUNNEL, PEOPLE
from pipelines.sources.ledger import sync_folder

# what the people file holds: its table, and where it comes from in work.duckdb
PEOPLE_TABLES = {
    "people": "select * from work.core.people",
    "person_identifiers": "select * from work.core.person_identifiers",
    "record_ids": "select * from work.core.record_ids",
    "owners": "select owner_id, owner_name, email, team, is_queue from work.core.owners",
    "readers": "select reader_id, reader_name, team, is_asked from work.core.agreement_readers",
}
RUN_TABLE = """
    run_id varchar, as_of timestamp, data_through date, started_at timestamp,
    finished_at timestamp, agreement_version varchar, agreement_digest varchar,
    code_version varchar, company varchar, smarketing_version varchar"""
CHECK_TABLE = """
    run_id varchar, gate varchar, check_id varchar, label varchar, clause varchar,
    severity varchar, status varchar, observed varchar, expected varchar, failed_rows bigint,
    kpis varchar, source varchar, checked_at timestamp"""
CHECK_COLUMNS = (
    *("gate", "check_id", "label", "clause", "severity", "status"),
    *("observed", "expected", "failed_rows", "kpis", "source"),
)


@dataclass(frozen=True)
class RunRow:
    """What the published file says of the run that made it; moments are UTC without a zone."""

    run_id: str
    as_of: datetime | None
    data_through: date | None
    started_at: datetime
    finished_at: datetime
    agreement_version: str
    agreement_digest: str
    code_version: str
    company: str
    smarketing_version: str


class Table(TypedDict):
    """A published table: its rows, and a digest of their content in any order."""

    rows: int
    content: str


def make_candidate(
    home: Home,
    folder: Path,
    run: RunRow,
    checks: Sequence[CheckResult],
    agreements: Sequence[Agreement] = (),
) -> dict[str, dict[str, Table]]:
    """Write both files into a folder, on the disk for good; return each file's tables.

    Raises:
        SmarketingError: the disk has too little room, or a file does not hold what it was given.
    """
    _require_room(home)
    folder.mkdir(mode=0o700)
    step("copy the marts")
    shutil.copyfile(home.marts_db, folder / FUNNEL)
    _add_run(folder / FUNNEL, run, checks)
    _add_files(home, folder / FUNNEL)
    step("write the people file")
    _write_people(home, folder / PEOPLE)
    names = [FUNNEL, PEOPLE]
    if agreements:
        step("write what a changed definition is tried on")
        write_backtest(home, folder / TRIAL, agreements)
        (folder / TRIAL).chmod(0o400)
        names.append(TRIAL)
    tables = {name: _count(folder / name) for name in names}
    _require_equal(home, tables[FUNNEL])
    (folder / FUNNEL).chmod(0o440)
    (folder / PEOPLE).chmod(0o400)
    step("sync the candidate")
    for name in names:
        _sync(folder / name)
    sync_folder(folder)
    return tables


def _require_room(home: Home) -> None:
    wanted = 2 * home.marts_db.stat().st_size + home.work_db.stat().st_size
    free = shutil.disk_usage(home.warehouse).free
    if free < wanted:
        raise SmarketingError(
            f"The disk of {home.warehouse} has {free >> 20} MB left, and publishing needs"
            f" {wanted >> 20} MB. Nothing was published; the last published numbers stay. Make"
            " room and run again."
        )


def _add_run(path: Path, run: RunRow, checks: Sequence[CheckResult]) -> None:
    with duckdb.connect(path, config=warehouse.SETTINGS) as connection:
        connection.execute(f"create table run ({RUN_TABLE})")
        connection.execute(f"create table check_results ({CHECK_TABLE})")
        places = ", ".join("?" * 10)
        connection.execute(f"insert into run values ({places})", astuple(run))
        if checks:
            places = ", ".join("?" * 13)
            connection.executemany(
                f"insert into check_results values ({places})",
                [
                    (
                        run.run_id,
                        *(getattr(check, column) for column in CHECK_COLUMNS),
                        run.finished_at,
                    )
                    for check in checks
                ],
            )
        connection.execute("checkpoint")


def _add_files(home: Home, path: Path) -> None:
    """Add which deliveries the numbers are made of, so that they can be made again."""
    with duckdb.connect(path, config=warehouse.SETTINGS) as connection:
        connection.execute(f"attach {quoted(home.work_db)} as work (read_only)")
        connection.execute(
            "create table loaded_files as"
            " select file_id from work.landing.files where is_loaded order by file_id"
        )
        connection.execute("detach work")
        connection.execute("checkpoint")


def _write_people(home: Home, path: Path) -> None:
    with duckdb.connect(path, config=warehouse.SETTINGS) as connection:
        connection.execute(f"attach {quoted(home.work_db)} as work (read_only)")
        for table, select in PEOPLE_TABLES.items():
            connection.execute(f"create table {table} as {select}")
        connection.execute("detach work")
        connection.execute("checkpoint")


def _count(path: Path) -> dict[str, Table]:
    """Return every table as it is read through a new and locked connection."""
    with duckdb.connect(
        path,
        read_only=True,
        config={"enable_external_access": False, "lock_configuration": True},
    ) as connection:
        names = [row[0] for row in connection.execute("show tables").fetchall()]
        tables = {}
        for name in names:
            # a sum, so that neither the order of rows nor a row that is there twice is lost
            found = connection.execute(
                f'select count(*), coalesce(sum(hash(whole)::hugeint), 0) from "{name}" as whole'
            ).fetchone()
            assert found is not None
            tables[name] = Table(rows=found[0], content=f"{found[1]:x}")
        return tables


def _require_equal(home: Home, copied: dict[str, Table]) -> None:
    """Hold the copy against the marts that were checked."""
    made = {
        address.removeprefix("marts."): rows
        for address, rows in warehouse.row_counts(home).items()
        if address.startswith("marts.")
    }
    wrong = [
        name for name, rows in made.items() if name not in copied or copied[name]["rows"] != rows
    ]
    if wrong:
        raise SmarketingError(
            f"The copy to be published does not hold what was checked ({', '.join(wrong)}). Nothing"
            " was published; the last published numbers stay. Run again; if it stays so, the disk"
            " is not to be trusted."
        )


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
