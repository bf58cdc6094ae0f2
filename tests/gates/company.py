"""A small company's work, marts and published files, on which every check of both gates is green.

The marts are made from their own contracts, so a changed column breaks here first.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import yaml

from expectations.annexes import Annexes, ExchangeRates, Rate
from expectations.loader import load_agreements
from expectations.schema import Agreement
from expectations.tables import load_agreement_tables
from pipelines.raw import create_tables

HERE = Path(__file__).parent
MARTS = HERE.parents[1] / "dbt_project" / "models" / "marts"
FILES = ("work", "marts", "published")
# each test copies the files, which are mostly empty tables
SMALL = {"default_block_size": "16384"}
RATES = ExchangeRates(
    owner="Finance",
    updated_on=date(2025, 1, 1),
    reporting_currency="EUR",
    rates=[Rate(currency="USD", valid_from=date(2025, 1, 1), rate=Decimal("0.9"))],
)


@dataclass(frozen=True)
class Warehouse:
    """The three files of one company, in a folder of their own."""

    folder: Path

    @property
    def work(self) -> Path:
        """Raw, landing, core and agreement."""
        return self.folder / "work.duckdb"

    @property
    def marts(self) -> Path:
        """What is about to be published."""
        return self.folder / "marts.duckdb"

    @property
    def published(self) -> Path:
        """What was published before."""
        return self.folder / "published.duckdb"

    def change(self, statement: str) -> None:
        """Run one statement over the three files, `work`, `marts` and `published`."""
        with self.attached() as connection:
            connection.execute(statement)

    @contextmanager
    def attached(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Give a connection to the three files, under their names."""
        with duckdb.connect() as connection:
            for name in FILES:
                connection.execute(f"attach '{self.folder / name}.duckdb' as {name}")
            yield connection


@cache
def agreements() -> tuple[Agreement, ...]:
    """The two versions of the test agreement."""
    return tuple(load_agreements(HERE / "agreements"))


@cache
def contracts() -> dict[str, dict[str, str]]:
    """The marts' columns and their types, by table."""
    models = [
        model
        for contract in sorted(MARTS.glob("*.yml"))
        for model in yaml.load(contract.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader).get(
            "models", ()
        )
    ]
    return {
        model["name"]: {item["name"]: item["data_type"] for item in model["columns"]}
        for model in models
    }


def warehouse(folder: Path) -> Warehouse:
    """Write the company's files into a folder."""
    for name, content in _files().items():
        (folder / f"{name}.duckdb").write_bytes(content)
    return Warehouse(folder)


@cache
def _files() -> dict[str, bytes]:
    with TemporaryDirectory() as folder:
        made = Warehouse(Path(folder))
        with duckdb.connect(str(made.work), config=SMALL) as connection:
            create_tables(connection)
            load_agreement_tables(connection, list(agreements()), Annexes(exchange_rates=RATES))
            connection.execute(
                "create or replace table agreement.calendar_intervals as"
                " from agreement.calendar_intervals where year(starts_at) = 2025"
            )
            connection.execute("create schema core")
            connection.execute("create table core.people (full_name varchar)")
            connection.execute("create table core.owners (owner_name varchar)")
        with duckdb.connect(str(made.marts), config=SMALL) as connection:
            for table, columns in contracts().items():
                declared = ", ".join(f"{name} {kind}" for name, kind in columns.items())
                connection.execute(f"create table {table} ({declared})")
        duckdb.connect(str(made.published), config=SMALL).close()
        made.change((HERE / "company.sql").read_text(encoding="utf-8"))
        return {name: (made.folder / f"{name}.duckdb").read_bytes() for name in FILES}
