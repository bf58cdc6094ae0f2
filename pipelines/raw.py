"""From landing to the raw tables of work.duckdb, one transaction per file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.sources.tables import TABLES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# What landing knows, as tables: gates, freshness and Data health read these.
LANDING_TABLES = {
    "files": """
        file_id varchar, sha256 varchar, source varchar, vendor varchar, table_name varchar,
        day date, name varchar, bytes bigint, delivered_rows bigint, exported_at timestamp,
        landed_at timestamp, "cursor" varchar, status varchar, reason varchar,
        accepted_rows bigint, rejected_rows bigint, is_loaded boolean""",
    "rejects": """
        file_id varchar, source varchar, vendor varchar, table_name varchar, line bigint,
        reason varchar, raw_text varchar""",
    "sources": """
        source varchar, vendor varchar, required boolean, stale_after_hours bigint,
        default_currency varchar, user_id_kind varchar, last_exported_at timestamp, last_day date,
        delivered_rows bigint, accepted_rows bigint, rejected_rows bigint, files bigint,
        status varchar, message varchar""",
    "as_of": "as_of timestamp, as_of_kind varchar",
    # which version of a file's reader filled the raw tables, and with how many rows
    "loaded": """
        file_id varchar, read_with varchar, accepted_rows bigint, rejected_rows bigint""",
}


def create_tables(connection: DuckDBPyConnection) -> None:
    """Make every raw and landing table that is not there yet, empty."""
    connection.execute("create schema if not exists raw")
    connection.execute("create schema if not exists landing")
    for table in TABLES:
        connection.execute(table.ddl())
    for name, columns in LANDING_TABLES.items():
        connection.execute(f"create table if not exists landing.{name} ({columns})")
