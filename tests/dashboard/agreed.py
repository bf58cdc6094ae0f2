"""The small company under the three versions that ship; the second is in force."""

from pathlib import Path

import duckdb

from expectations.annexes import Annexes
from expectations.backtest.replay import TRIAL
from expectations.loader import default_folder, load_agreements
from expectations.schema import Agreement
from expectations.tables import load_agreement_tables
from tests.dashboard import company

CURRENT = "2025-07-01"
NOW = f"agreement_version = '{CURRENT}' as is_current"
# each mart of the agreement, as its model makes it
MARTS = {
    "dim_agreement": "select * exclude (fiscal_year_starts_in), false as is_review_overdue",
    "dim_stage": "select * exclude (window_days)",
    "dim_persona": "select *",
    "dim_kpi": "select *, case counts when 'amount' then 'EUR' else 'count' end as unit",
    "agreement_terms": "select *",
    "agreement_meetings": "select *",
}
TABLES = {
    "dim_agreement": "versions",
    "dim_stage": "stages",
    "dim_persona": "personas",
    "dim_kpi": "kpis",
    "agreement_terms": "terms",
    "agreement_meetings": "cadence",
}
READERS = """
insert into agreement_acknowledgements by name
select *, agreement_version = '2025-07-01' as is_current
from (values
    ('2025-01-01', 'a1a1a1a1', 'marketing', 'read', date '2024-12-20'),
    ('2025-07-01', 'a1a1a1a1', 'marketing', 'read', date '2025-06-25'),
    ('2025-07-01', 'b2b2b2b2', 'sales', 'read', date '2025-07-03'),
    ('2025-07-01', 'c3c3c3c3', 'sales', 'outdated', date '2025-06-02'),
    ('2025-07-01', 'd4d4d4d4', 'sales', 'unread', null),
    ('2026-01-01', 'a1a1a1a1', 'marketing', 'unread', null)
) as readers (agreement_version, reader_id, team, status, read_on)
"""


def versions() -> list[Agreement]:
    """Return the shipped versions."""
    return load_agreements(default_folder())


def publish(home: Path, changes: tuple[str, ...] = (), keeps_documents: bool = True) -> Path:
    """Write one published version of the company under these agreements; return its file."""
    file = company.publish(home)
    found = versions()
    with duckdb.connect(str(file)) as connection:
        load_agreement_tables(connection, found, Annexes())
        for mart, selected in MARTS.items():
            connection.execute(f"delete from {mart}")
            connection.execute(
                f"insert into {mart} by name {selected}, {NOW} from agreement.{TABLES[mart]}"
            )
        connection.execute("delete from agreement_acknowledgements")
        connection.execute(READERS)
        connection.execute(f"update run set agreement_version = '{CURRENT}'")
        connection.execute("drop schema agreement cascade")
        for change in changes:
            connection.execute(change)
    if keeps_documents:
        with duckdb.connect(str(file.with_name(TRIAL))) as connection:
            connection.execute("create table agreements (version varchar, document varchar)")
            connection.executemany(
                "insert into agreements values (?, ?)",
                [
                    (one.version, one.model_dump_json(by_alias=True, exclude_unset=True))
                    for one in found
                ],
            )
    return file
