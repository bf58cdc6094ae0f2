"""The agreement's values reach the warehouse as the document says them, in one transaction."""

import csv
import io
import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from expectations.annexes import Annexes
from expectations.compile import compile_agreements
from expectations.loader import load_agreement
from expectations.schema import Agreement
from expectations.tables import COLUMNS, LOADED, load_agreement_tables, table_rows
from pipelines.home import project_root
from tests.agreement.documents import COMPLETE, read, signed, with_change, written

RATES = {
    "owner": "A",
    "updated_on": "2025-01-01",
    "reporting_currency": "EUR",
    "rates": [{"currency": "USD", "valid_from": "2025-01-01", "rate": "0.96000001"}],
}
ANNEXES = Annexes.model_validate({"exchange_rates": RATES})


def _loaded(*agreements: Agreement) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    load_agreement_tables(connection, list(agreements), ANNEXES)
    return connection


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[Any]:
    return connection.execute(query).fetchall()


def test_every_table_that_the_models_read_is_loaded(tmp_path: Path) -> None:
    sources = yaml.safe_load((project_root() / "dbt_project/models/sources.yml").read_text("utf-8"))
    (asked,) = [item for item in sources["sources"] if item["name"] == "agreement"]
    with _loaded(read(tmp_path)) as connection:
        there = {name for (name,) in _rows(connection, "select table_name from duckdb_tables()")}
    assert there == {*COLUMNS, *LOADED}
    assert {table["name"] for table in asked["tables"]} <= there


def test_values_arrive_as_they_were_agreed(tmp_path: Path) -> None:
    with _loaded(read(tmp_path)) as connection:
        connection.execute("use agreement")
        assert _rows(connection, "select * exclude (agreement_version) from kpi_targets") == [
            ("mqls", date(2025, 1, 1), 4.0),
            ("mqls", date(2025, 2, 1), 4.5),
        ]
        assert _rows(
            connection,
            "select promise_id, team, unit, direction, target, tolerance"
            " from promises order by promise_id",
        ) == [
            ("answer", "sales", "rate", "at_least", 0.95, 0.0),
            ("junk", "marketing", "rate", "at_most", 0.1, 0.0),
            ("volume", "marketing", "count", "at_least", 4.0, 1.0),
        ]  # fmt: skip
        assert _rows(
            connection, "select stage_id, stage_order, owner_team, definition from stages"
        ) == [
            ("visit", 1, "marketing", "A web session."),
            ("lead", 2, "marketing", "Forms filled in at least 1."),
            ("mql", 3, "marketing",
             "Demo requests at least 1 or (fit at least 40 and engagement at least 50)."),
            ("won", 4, "sales", "The deal is won."),
        ]  # fmt: skip
        assert _rows(connection, "select exit_id, reason_id, words from exit_reasons") == [
            ("recycled", "timing", "Recycled - Timing"),
            ("recycled", "money", "Recycled - Budget"),
        ]
        assert _rows(connection, "select * from exchange_rates") == [
            ("USD", date(2025, 1, 1), Decimal("0.96000001"))
        ]
        assert _rows(
            connection,
            "select seconds from calendar_intervals where calendar_id = '2025-01-01/sales'"
            " and starts_at = timestamp '2025-07-01 08:00'",
        ) == [(30_600,)]


def test_every_stage_has_a_window_its_own_or_its_kpis_or_else_ninety_days(tmp_path: Path) -> None:
    """The lead says 45 days; of two KPIs of the MQL one names 30; nobody names one for the won."""
    with _loaded(read(tmp_path)) as connection:
        assert _rows(
            connection, "select stage_id, window_days from agreement.stages order by stage_order"
        ) == [("visit", 90), ("lead", 45), ("mql", 30), ("won", 90)]


def test_a_versions_row_says_who_signed_it(tmp_path: Path) -> None:
    agreement = load_agreement(signed(written(tmp_path, COMPLETE)))
    with _loaded(agreement) as connection:
        assert _rows(
            connection,
            "select effective_from, is_signed, signed_by_marketing, signed_by_sales, is_retroactive"
            " from agreement.versions",
        ) == [
            (
                date(2025, 1, 1),
                True,
                "Mara Voss, VP Marketing, 2024-12-20",
                "Sami Lund, VP Sales, 2024-12-20",
                False,
            )
        ]


def test_loading_again_replaces_and_a_failure_leaves_what_was_there(tmp_path: Path) -> None:
    first = read(tmp_path)
    later = read(
        tmp_path, with_change("effective_from: 2025-01-01", "effective_from: 2025-07-01"),
        "2025-07-01.yml",
    )  # fmt: skip
    with _loaded(first, later) as connection:
        assert _rows(connection, "select count(*) from agreement.stages") == [(8,)]
        load_agreement_tables(connection, [first], ANNEXES)
        assert _rows(connection, "select count(*) from agreement.stages") == [(4,)]
        # not a month: found by the database, after other tables have been made anew
        kpi = first.kpis[0].model_copy(update={"targets": {"soon": Decimal(1)}})
        broken = first.model_copy(update={"kpis": [kpi]})
        with pytest.raises(duckdb.ConversionException):
            load_agreement_tables(connection, [broken, later], ANNEXES)
        assert _rows(connection, "select count(*) from agreement.stages") == [(4,)]


def test_the_committed_form_of_a_table_holds_the_same_rows(tmp_path: Path) -> None:
    agreement = read(tmp_path)
    files = compile_agreements([agreement], ANNEXES)
    for name, rows in table_rows([agreement], ANNEXES).items():
        header, *lines = csv.reader(io.StringIO(files[f"tables/{name}.csv"]))
        declared = re.sub(r"\(.*?\)", "", COLUMNS[name])
        assert header == [column.split()[0] for column in declared.split(",")], name
        assert lines == [["" if v is None else str(v) for v in row] for row in rows], name


def test_numbers_of_any_writing_reach_the_tables(tmp_path: Path) -> None:
    text = with_change("2025-02: 4.5", "2025-02: 1e3\n      2025-03: 0.000001")
    text = with_change("target: 0.95", "target: 9.5e-1", text)
    with _loaded(read(tmp_path, text)) as connection:
        assert _rows(connection, "select target from agreement.kpi_targets order by month") == [
            (4.0,),
            (1000.0,),
            (0.000001,),
        ]
        assert _rows(
            connection, "select target from agreement.promises where promise_id = 'answer'"
        ) == [(0.95,)]


def test_intervals_are_instants_without_a_zone(tmp_path: Path) -> None:
    with _loaded(read(tmp_path)) as connection:
        ((first,),) = _rows(connection, "select min(starts_at) from agreement.calendar_intervals")
    # 3 January 2000 is the first Monday; Lisbon is on UTC in winter
    assert first == datetime(2000, 1, 3, 9)
