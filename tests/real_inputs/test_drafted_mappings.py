"""Mappings drafted from exports that are not ours, and what is loaded by them as they stand.

The tools behind them have readers of their own or none; here they are tables like any other. What
is expected is counted by plain code from the files themselves, or known of them.
"""

import csv
import shutil
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from pipelines import raw
from pipelines.cli import app
from pipelines.home import Home, project_root
from pipelines.sources.config import load_sources
from pipelines.sources.landing import land

DATA = project_root().parent / "shared" / "data"
pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason=f"{DATA} is not here; it holds the real exports"
)


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(newline="", encoding="utf-8-sig") as opened:
        return list(csv.DictReader(opened))


def _loaded(folder: Path, *files: Path) -> tuple[duckdb.DuckDBPyConnection, str]:
    """Draft a mapping from files, load them by it as it is; return the tables and the mapping."""
    arguments = [*map(str, files), "--to", str(folder), "--company", "Any", "--currency", "USD",
                 "--time-zone", "UTC"]  # fmt: skip
    CliRunner().invoke(app, ["sources", "map", *arguments], catch_exceptions=False)
    (folder / "exports").mkdir()
    for file in files:
        shutil.copy(file, folder / "exports")
    home = Home(folder / "home")
    land(load_sources(folder / "sources.yml"), home, lambda _: None)
    connection = duckdb.connect(":memory:")
    raw.load(connection, home, None, lambda _: None)
    assert connection.execute("select count(*) from landing.rejects").fetchone() == (0,)
    return connection, (folder / "crm.mapping.yml").read_text("utf-8")


def test_leads_and_deals_of_a_bank_are_drafted_to_the_cent(tmp_path: Path) -> None:
    leads, deals = (DATA / "salesforce_sample" / f"{name}.csv" for name in ("Lead", "Opportunity"))
    connection, mapping = _loaded(tmp_path, leads, deals)
    assert "time_zone" not in mapping
    people = connection.execute(
        "select record_id, email, full_name, channel, label, created_at from raw.mapped__people"
        " order by landing_line"
    ).fetchall()
    assert people == [
        (
            row["Id"], row["Email"], row["Name"], row["LeadSource"], row["Status"],
            datetime.strptime(row["CreatedDate"], "%Y-%m-%dT%H:%M:%S.%f%z").replace(tzinfo=None),
        )
        for row in _rows(leads)
    ]  # fmt: skip
    assert len(people) == 60
    won = connection.execute(
        "select count(*), sum(amount::decimal(18, 2)) from raw.mapped__deals"
        " where deal_stage = 'Closed Won'"
    ).fetchone()
    assert won == (12, Decimal("10542562.98"))
    assert connection.execute(
        "select deal_id, closed_on::varchar from raw.mapped__deals order by landing_line"
    ).fetchall() == [(row["Id"], row["CloseDate"]) for row in _rows(deals)]


@pytest.mark.slow
def test_a_list_of_37_columns_without_a_date_is_drafted_as_people(tmp_path: Path) -> None:
    leads = DATA / "x_education" / "leads_repaired.csv"
    connection, mapping = _loaded(tmp_path, leads)
    assert "formats:" not in mapping
    assert 'industry: {Select: ""}' in mapping
    listed = _rows(leads)
    assert connection.execute(
        "select count(*), count(distinct record_id), count(industry), count(label)"
        " from raw.mapped__people"
    ).fetchone() == (
        9240,
        9240,
        sum(row["Specialization"] not in ("", "Select") for row in listed),
        sum(row["Lead Quality"] != "" for row in listed),
    )


def test_profiles_of_a_tool_for_e_mails_are_drafted_as_people(tmp_path: Path) -> None:
    profiles = DATA / "ga4_flat" / "d2c" / "klaviyo_profiles.csv"
    connection, _ = _loaded(tmp_path, profiles)
    assert connection.execute(
        "select record_id, email, created_at::varchar, country from raw.mapped__people"
        " order by landing_line"
    ).fetchall() == [
        (row["profile_id"], row["email"], row["created_at"], row["country_code"])
        for row in _rows(profiles)
    ]
